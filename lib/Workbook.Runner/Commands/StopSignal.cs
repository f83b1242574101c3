using System.Runtime.InteropServices;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Commands;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation, so that finished work is kept; a second one ends the process at once and leaves nothing half written.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignal() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested)
        {
            Leftovers.Delete();
            return;
        }

        context.Cancel = true;
        _source.Cancel();
    }
}
