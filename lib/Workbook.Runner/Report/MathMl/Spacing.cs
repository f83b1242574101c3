using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <summary>Puts atoms in a row with the spaces that TeX would leave (The TeXbook, chapter 18).</summary>
internal static class Spacing
{
    private const string Thin = "0.1667em";

    public static XElement Join(IReadOnlyList<Atom> atoms)
    {
        if (atoms.Count == 1)
        {
            return atoms[0].Element;
        }

        var row = new XElement("mrow");
        AtomClass? before = null;
        foreach (var atom in atoms)
        {
            if (NeedsThinSpace(before, atom.Class))
            {
                row.Add(Mml.Space(Thin));
            }

            if (atom.Class == AtomClass.Binary && atom.Element.Name == "mo")
            {
                // A minus after nothing, a relation or an opening sign is a sign of its number, not a difference.
                var isSign = before is null or AtomClass.Relation or AtomClass.Binary or AtomClass.Open or AtomClass.Punctuation or AtomClass.Large;
                atom.Element.SetAttributeValue("form", isSign ? "prefix" : "infix");
                before = isSign ? AtomClass.Open : AtomClass.Binary;
            }
            else
            {
                before = atom.Class == AtomClass.Space ? before : atom.Class;
            }

            row.Add(atom.Element);
        }

        return row;
    }

    /// <summary>Signs within a script stand close, as in TeX: i=1 under a sum takes no room around its equals sign.</summary>
    public static XElement Tightened(XElement script)
    {
        foreach (var sign in script.DescendantsAndSelf("mo").Where(sign => sign.Attribute("lspace") is null))
        {
            sign.SetAttributeValue("lspace", "0");
            sign.SetAttributeValue("rspace", "0");
        }

        return script;
    }

    private static bool NeedsThinSpace(AtomClass? before, AtomClass after) => (before, after) switch
    {
        (AtomClass.Ordinary or AtomClass.Close or AtomClass.Function, AtomClass.Function) => true,
        (AtomClass.Function, AtomClass.Ordinary or AtomClass.Large) => true,
        _ => false,
    };
}
