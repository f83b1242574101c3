using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Workbook.Tests.Gpt2.Hub;

/// <summary>A server on this machine that plays the hub: one repository, org/tiny, and whatever failures a test asks for.</summary>
internal sealed class FakeHub : IDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();

    public FakeHub()
    {
        Files["config.json"] = Encoding.UTF8.GetBytes("""{"model_type": "gpt2"}""");
        Files["vocab.json"] = "{}"u8.ToArray();
        Files["merges.txt"] = "#version: 0.2\n"u8.ToArray();
        Files["model.safetensors"] = Content(1, 200_000);
        listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<FakeRequest> Requests { get; } = [];

    /// <summary>Changes answers: gets the request and the honest answer.</summary>
    public Func<FakeRequest, FakeReply, FakeReply> Alter { get; set; } = (_, reply) => reply;

    /// <summary>The tag of a file: its SHA-256 for weights, a Git-like hash for others.</summary>
    public static string Tag(string name, byte[] content) =>
        name.EndsWith(".safetensors", StringComparison.Ordinal) ? Convert.ToHexStringLower(SHA256.HashData(content)) : Convert.ToHexStringLower(SHA256.HashData(content))[..40];

    public static byte[] Content(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public IEnumerable<FakeRequest> Gets(string name) => Requests.Where(r => r.Method == "GET" && r.File == name);

    public void Dispose()
    {
        // Cancelled and left: a connection may still look at it, and a test may close the hub early.
        end.Cancel();
        listener.Stop();
    }

    private FakeReply Honest(FakeRequest request)
    {
        if (!Files.TryGetValue(request.File, out var content)) return new(404) { Headers = { ["X-Error-Code"] = "EntryNotFound" } };
        var tag = $"\"{Tag(request.File, content)}\"";
        var reply = new FakeReply(200, content) { Headers = { ["X-Repo-Commit"] = Commit, ["ETag"] = tag } };
        if (request.From is not { } from || request.Headers.GetValueOrDefault("If-Range", tag) != tag) return reply;
        return reply with { Status = 206, Body = content[from..], Headers = new(reply.Headers) { ["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}" } };
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!end.IsCancellationRequested)
                _ = ServeAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var first = (await reader.ReadLineAsync(end.Token) ?? "").Split(' ');
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } line)
                    headers[line[..line.IndexOf(':')]] = line[(line.IndexOf(':') + 1)..].Trim();
                if (first.Length < 2) return;
                var request = new FakeRequest(first[0], first[1], headers);
                Requests.Enqueue(request);
                await WriteAsync(stream, request, Alter(request, Honest(request)));
            }
            catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The other side has gone.
            }
        }
    }

    private async Task WriteAsync(NetworkStream stream, FakeRequest request, FakeReply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} x\r\nContent-Length: {reply.Body.Length}\r\nConnection: close\r\n");
        foreach (var (name, value) in reply.Headers) head.Append($"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), end.Token);
        if (request.Method == "HEAD") return;
        var body = reply.Body.AsMemory(0, Math.Min(reply.Cut ?? int.MaxValue, reply.Body.Length));
        for (var at = 0; at < body.Length; at += reply.Piece)
        {
            if (at > 0 && reply.Pause > TimeSpan.Zero) await Task.Delay(reply.Pause, end.Token);
            await stream.WriteAsync(body[at..Math.Min(body.Length, at + reply.Piece)], end.Token);
        }
        if (reply.Hang) await Task.Delay(Timeout.Infinite, end.Token);
    }
}
