namespace Workbook.Runner.Report.MathMl;

/// <summary>The commands that stand for one sign, and the signs that may be written directly.</summary>
internal static class Symbols
{
    /// <summary>Letters: drawn as identifiers, small Greek slanted, capitals upright as in TeX.</summary>
    public static readonly IReadOnlyDictionary<string, string> Letters = Pairs(
        "alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ "
        + "rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ "
        + "Upsilon Υ Phi Φ Psi Ψ Omega Ω ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ");

    /// <summary>Signs that are neither letters nor operators.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ordinary = Pairs(
        "infty ∞ partial ∂ nabla ∇ forall ∀ exists ∃ nexists ∄ emptyset ∅ varnothing ∅ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ square □ Box □ blacksquare ■ "
        + "prime ′ ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ checkmark ✓ dagger † degree ° S § % % # # & & _ _ $ $");

    public static readonly IReadOnlyDictionary<string, string> Binary = Pairs(
        "pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ oplus ⊕ otimes ⊗ odot ⊙ ominus ⊖ sqcup ⊔ sqcap ⊓");

    public static readonly IReadOnlyDictionary<string, string> Relations = Pairs(
        "le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ propto ∝ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ "
        + "subsetneq ⊊ supset ⊃ supseteq ⊇ mid ∣ nmid ∤ parallel ∥ perp ⊥ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ triangleq ≜ coloneqq ≔ vdash ⊢ models ⊨ "
        + "to → rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ implies ⟹ impliedby ⟸ iff ⟺ longrightarrow ⟶ longleftarrow ⟵ "
        + "Longrightarrow ⟹ mapsto ↦ longmapsto ⟼ uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘ hookrightarrow ↪ rightharpoonup ⇀ rightsquigarrow ⇝ colon :");

    public static readonly IReadOnlyDictionary<string, string> Large = Pairs(
        "sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀ bigsqcup ⨆ int ∫ iint ∬ iiint ∭ oint ∮");

    public static readonly IReadOnlyDictionary<string, string> Open = Pairs(
        "{ { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ⟮");

    public static readonly IReadOnlyDictionary<string, string> Close = Pairs(
        "} } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup ⟯");

    /// <summary>Delimiters that open as well as close.</summary>
    public static readonly IReadOnlyDictionary<string, string> Bars = Pairs("vert | Vert ‖ | ‖ backslash ∖");

    /// <summary>Relations that have a struck-out sign of their own; others get a stroke over them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Negated = Pairs("= ≠ ∈ ∉ ∋ ∌ ≡ ≢ ⊂ ⊄ ⊆ ⊈ ⊃ ⊅ ⊇ ⊉ < ≮ > ≯ ≤ ≰ ≥ ≱ ∼ ≁ ≃ ≄ ≈ ≉ ∣ ∤ ∥ ∦");

    /// <summary>Named functions whose scripts stand beside them.</summary>
    public static readonly IReadOnlySet<string> Functions = new HashSet<string>(
        "arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh".Split(' '));

    /// <summary>Named functions whose scripts stand below and above them in a displayed formula.</summary>
    public static readonly IReadOnlyDictionary<string, string> LimitFunctions = new Dictionary<string, string>
    {
        ["max"] = "max", ["min"] = "min", ["sup"] = "sup", ["inf"] = "inf", ["lim"] = "lim", ["limsup"] = "lim sup", ["liminf"] = "lim inf",
        ["det"] = "det", ["gcd"] = "gcd", ["Pr"] = "Pr",
    };

    /// <summary>Space in em; the negative one pulls together.</summary>
    public static readonly IReadOnlyDictionary<string, string> Spaces = new Dictionary<string, string>
    {
        [","] = "0.1667em", ["thinspace"] = "0.1667em", [":"] = "0.2222em", [">"] = "0.2222em", [";"] = "0.2778em", ["!"] = "-0.1667em",
        [" "] = "0.25em", ["enspace"] = "0.5em", ["quad"] = "1em", ["qquad"] = "2em",
    };

    /// <summary>Accents: the sign, and whether it stretches over its base.</summary>
    public static readonly IReadOnlyDictionary<string, (string Sign, bool Stretches)> Accents = new Dictionary<string, (string, bool)>
    {
        ["bar"] = ("¯", false), ["hat"] = ("^", false), ["tilde"] = ("~", false), ["vec"] = ("→", false), ["dot"] = ("˙", false), ["ddot"] = ("¨", false),
        ["check"] = ("ˇ", false), ["breve"] = ("˘", false), ["acute"] = ("´", false), ["grave"] = ("`", false), ["mathring"] = ("˚", false),
        ["overline"] = ("‾", true), ["widehat"] = ("^", true), ["widetilde"] = ("~", true), ["overrightarrow"] = ("→", true), ["overleftarrow"] = ("←", true),
    };

    /// <summary>What a sign written directly is, as if by its command; null when it is no known sign.</summary>
    public static (string Sign, AtomClass Class)? Direct(string sign) => sign switch
    {
        "+" or "±" or "×" or "·" or "∗" => (sign == "·" ? "⋅" : sign, AtomClass.Binary),
        "-" or "−" => ("−", AtomClass.Binary),
        "*" => ("∗", AtomClass.Binary),
        "=" or "<" or ">" or ":" => (sign, AtomClass.Relation),
        "," or ";" => (sign, AtomClass.Punctuation),
        "(" or "[" or "⟨" or "⌊" or "⌈" => (sign, AtomClass.Open),
        ")" or "]" or "⟩" or "⌋" or "⌉" or "!" or "?" => (sign, AtomClass.Close),
        "/" or "." or "…" or "⋯" or "∞" or "∂" or "∇" or "∅" or "∀" or "∃" or "\"" or "@" => (sign, AtomClass.Ordinary),
        "ℓ" => (sign, AtomClass.Ordinary),
        _ when DirectBinary.Contains(sign) => (sign, AtomClass.Binary),
        _ when DirectRelations.Contains(sign) => (sign, AtomClass.Relation),
        _ => null,
    };

    private static readonly HashSet<string> DirectBinary = [.. Binary.Values];
    private static readonly HashSet<string> DirectRelations = [.. Relations.Values];

    private static Dictionary<string, string> Pairs(string list)
    {
        var words = list.Split(' ');
        return Enumerable.Range(0, words.Length / 2).ToDictionary(i => words[2 * i], i => words[(2 * i) + 1]);
    }
}
