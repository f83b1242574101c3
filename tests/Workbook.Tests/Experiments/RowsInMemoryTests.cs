using System.Reflection;
using System.Runtime.CompilerServices;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>What a run holds in memory: not the rows of finished texts.</summary>
public sealed class RowsInMemoryTests : IDisposable
{
    private static readonly ExperimentText[] Texts = [.. Enumerable.Range(1, 4).Select(seed => ModelRun.Text(seed, 64))];

    private readonly TemporaryFolder folder = new();
    private readonly ModelRun model = new();

    public static TheoryData<string> Experiments { get; } = ["dilution", "distance", "critical-n", "separability", "sensitivity"];

    public void Dispose()
    {
        folder.Dispose();
        model.Dispose();
    }

    [Theory, MemberData(nameof(Experiments))]
    public void A_run_lets_go_of_the_pieces_of_finished_texts(string name)
    {
        var watched = new Watched(ExperimentCatalogue.Find(name));
        var held = new List<int>();
        var progress = new Told(report =>
        {
            if (report.Layer == 0)
                held.Add(watched.Alive(report.Text));
        });
        var result = model.Run(watched, Options(40), new PieceStore(folder.Path), progress).Run(Texts, model.Open, 2);
        Assert.Equal([0, 0, 0, 0], held);
        Assert.Equal(0, watched.Alive(""));
        GC.KeepAlive(result);
    }

    [Theory, MemberData(nameof(Experiments))]
    public void What_statistics_keep_of_a_text_does_not_grow_with_its_length(string name)
    {
        var experiment = ExperimentCatalogue.Find(name);
        var (few, fewRows) = Kept(experiment, Options(40));
        var (many, manyRows) = Kept(experiment, Options(60));
        Assert.True(few <= many && many - few <= (manyRows - fewRows) / 20, $"{few} of {fewRows} rows are kept at L = 40, {many} of {manyRows} at 60");
        Assert.True(many < manyRows / 2, $"{many} of {manyRows} rows are kept");
    }

    private static ExperimentOptions Options(int length) => ModelRun.Options with { Lengths = [8, 16, length], Resamples = 3 };

    // The most rows of texts before the last one that are alive while the pieces are gone through, and how many those texts have.
    private (int Kept, int Rows) Kept(IExperiment experiment, ExperimentOptions options)
    {
        var catcher = new Catcher(experiment);
        _ = model.Run(catcher, options).Run(Texts, model.Open, 2);
        var watch = new Watch(catcher.Pieces);
        var result = experiment.Summarize(watch.Pieces(), options);
        GC.KeepAlive(result);
        return (watch.Most, catcher.Pieces.Where(p => p.Text != Texts[^1].Name && p.Text != Texts[^2].Name).Sum(p => p.Tables.Sum(t => t.Count)));
    }

    private sealed class Told(Action<PieceReport> tell) : IProgress<PieceReport>
    {
        public void Report(PieceReport value) => tell(value);
    }

    /// <summary>An experiment whose pieces can be seen to die.</summary>
    private class Watched(IExperiment inner) : IExperiment
    {
        private readonly List<(string Text, WeakReference Piece)> made = [];

        public string Name => inner.Name;

        public string Summary => inner.Summary;

        public bool NeedsModel => inner.NeedsModel;

        public IReadOnlyList<string> Settings => inner.Settings;

        public TraceParts Needs(ExperimentOptions options) => inner.Needs(options);

        public ExperimentPiece Measure(PieceInput input) => Seen(inner.Measure(input));

        public ExperimentPiece? MeasureText(PieceInput input) => inner.MeasureText(input) is { } piece ? Seen(piece) : null;

        public virtual ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options) => inner.Summarize(pieces, options);

        /// <summary>How many tables are alive of all texts but one.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int Alive(string but)
        {
            GC.Collect();
            return made.Count(m => m.Text != but && m.Piece.IsAlive);
        }

        protected virtual ExperimentPiece Seen(ExperimentPiece piece)
        {
            foreach (var table in piece.Tables)
                made.Add((piece.Text, new(table)));
            return piece;
        }
    }

    /// <summary>Keeps all pieces.</summary>
    private sealed class Catcher(IExperiment inner) : Watched(inner)
    {
        public List<ExperimentPiece> Pieces { get; } = [];

        protected override ExperimentPiece Seen(ExperimentPiece piece)
        {
            Pieces.Add(piece);
            return piece;
        }
    }

    /// <summary>Hands out pieces whose rows are made anew each time and can be seen to die.</summary>
    private sealed class Watch(IReadOnlyList<ExperimentPiece> pieces)
    {
        private static readonly MethodInfo Clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;

        private readonly List<(int Text, WeakReference Row)> rows = [];

        /// <summary>The most rows that were alive of texts before the last one, whenever a text began or the pieces ended.</summary>
        public int Most { get; private set; }

        public IEnumerable<ExperimentPiece> Pieces()
        {
            var text = 0;
            for (var k = 0; k < pieces.Count; k++)
            {
                if (k > 0 && pieces[k].Text != pieces[k - 1].Text)
                    Count(++text);
                yield return Fresh(pieces[k], text);
            }

            Count(text);
        }

        private ExperimentPiece Fresh(ExperimentPiece piece, int text) => piece with { Tables = [.. piece.Tables.Select(table => (RowTable)Fresh((dynamic)table, text))] };

        private RowTable<TRow> Fresh<TRow>(RowTable<TRow> table, int text)
            where TRow : class =>
            new(table.Name, table.Rows.Select(row => Seen((TRow)Clone.Invoke(row, null)!, text)));

        private TRow Seen<TRow>(TRow row, int text)
            where TRow : class
        {
            rows.Add((text, new(row)));
            return row;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Count(int text)
        {
            GC.Collect();
            rows.RemoveAll(row => !row.Row.IsAlive);
            Most = Math.Max(Most, rows.Count(row => row.Text < Math.Min(text, Texts.Length - 1) - 1));
        }
    }
}
