using System.Text;

namespace Workbook.Runner.Session;

/// <summary>Takes what is written to the console while it lives; the console is put back on disposal.</summary>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly StringWriter _outText = new(new StringBuilder());
    private readonly StringWriter _errorText = new(new StringBuilder());

    public ConsoleCapture()
    {
        // SetOut wraps the writer in a lock, so cells may write from several threads.
        Console.SetOut(_outText);
        Console.SetError(_errorText);
    }

    public string Out => _outText.ToString();

    public string Error => _errorText.ToString();

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
    }
}
