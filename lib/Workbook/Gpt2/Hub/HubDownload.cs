using System.Net;
using System.Security.Cryptography;

namespace Workbook.Gpt2.Hub;

/// <summary>
/// Brings one file to the cache. What has come is kept in a part beside the blob, so that a later try asks only for the rest; the blob
/// appears whole, by a rename, once its size and, where its tag is a SHA-256, its checksum are right.
/// </summary>
internal sealed class HubDownload(HubTransport transport, HubId id, HubFile file, string blob, HubMeter meter, Func<string, Stream?>? open)
{
    private readonly string part = blob + ".incomplete";
    // The tag that the serving host gave with the part's first byte; it may differ from the hub's own.
    private readonly string tag = blob + ".incomplete.etag";

    public async Task RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(blob)!);
        // A failure counts anew after every byte that was never here before.
        for (var most = Length(part); !await transport.RetryAsync(limit => AttemptAsync(most, limit), meter.Wait, stop).ConfigureAwait(false);)
            most = Math.Max(most, Length(part));
        if (file.HasChecksum && await ChecksumAsync(stop).ConfigureAwait(false) is var checksum && checksum != file.Etag)
        {
            Discard();
            throw new WorkbookException($"{id}/{file.Name}: its SHA-256 is {checksum[..12]}…, the hub says {file.Etag[..12]}…; what came is removed, run model pull {id} again.");
        }
        File.Move(part, blob, overwrite: true);
        File.Delete(tag);
    }

    // True when the part is whole, false when the connection broke after something new had come.
    private async Task<bool> AttemptAsync(long most, CancellationToken stop)
    {
        var have = Length(part);
        if (have > file.Size || (have > 0 && !file.HasChecksum && !File.Exists(tag)))
        {
            Discard();
            have = 0;
        }
        meter.Start(have);
        if (have == file.Size && have > 0) return true;
        var condition = have > 0 && File.Exists(tag) ? await File.ReadAllTextAsync(tag, stop).ConfigureAwait(false) : null;
        using var answer = await transport.SendAsync(HttpMethod.Get, file.Address, have, condition, stop).ConfigureAwait(false);
        transport.Check(answer, id, file.Name);
        if (answer.Etag is not null && HubFile.Plain(answer.Etag) != file.Etag)
            throw Changed();
        have = Start(answer, have);
        try
        {
            await CopyAsync(answer, have, stop).ConfigureAwait(false);
            return true;
        }
        catch (HubInterruption) when (Length(part) > most)
        {
            return false;
        }
    }

    // Where the answer's first byte belongs.
    private long Start(HubAnswer answer, long have)
    {
        var (status, content) = (answer.Response.StatusCode, answer.Response.Content.Headers);
        if (content.ContentEncoding.Count > 0)
            throw new WorkbookException($"{answer.Address.Authority} sends {file.Name} compressed, which was not asked for; check HF_ENDPOINT.");
        if (status == HttpStatusCode.OK)
        {
            if (content.ContentLength is { } length && length != file.Size) throw Changed();
            Discard();
            if (answer.StrongTag is { } strong) File.WriteAllText(tag, strong);
            meter.Start(0);
            return 0;
        }
        if (status == HttpStatusCode.PartialContent && content.ContentRange is { From: { } from, Length: var total } && from == have && (total ?? file.Size) == file.Size)
            return have;
        Discard();
        throw new HubInterruption($"{answer.Address.Authority} sends another part of {file.Name} than the one asked for ({(int)status}); try again later.");
    }

    private async Task CopyAsync(HubAnswer answer, long have, CancellationToken stop)
    {
        await using var source = await answer.Response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
        await using var target = open?.Invoke(part) ?? new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        target.Seek(have, SeekOrigin.Begin);
        var buffer = new byte[1 << 17];
        while (true)
        {
            var count = await transport.PatientlyAsync(answer.Address, limit => source.ReadAsync(buffer, limit).AsTask(), stop).ConfigureAwait(false);
            if (count == 0) break;
            have += count;
            if (have > file.Size) throw Changed();
            await target.WriteAsync(buffer.AsMemory(0, count), stop).ConfigureAwait(false);
            meter.Add(count);
        }
        if (have < file.Size)
            throw new HubInterruption($"{answer.Address.Authority} ended {file.Name} at byte {have} of {file.Size}; try again later.");
        if (target is FileStream onDisk) onDisk.Flush(flushToDisk: true);
    }

    private HubChangedFile Changed()
    {
        Discard();
        return new($"{id}/{file.Name} changes on the hub while it is downloaded; run model pull {id} again later.");
    }

    private async Task<string> ChecksumAsync(CancellationToken stop)
    {
        await using var stream = File.OpenRead(part);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false));
    }

    private void Discard()
    {
        File.Delete(part);
        File.Delete(tag);
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
