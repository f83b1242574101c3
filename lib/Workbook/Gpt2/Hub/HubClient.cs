namespace Workbook.Gpt2.Hub;

/// <summary>Downloads GPT-2 repositories from a hub into its cache: configuration, tokenizer, and weights in one file or in shards.</summary>
/// <param name="settings">The hub, the cache and the patience.</param>
public sealed class HubClient(HubSettings settings) : IDisposable
{
    // How often a file may change under the download before that is told.
    private const int MostChanges = 3;

    private readonly HubTransport transport = new(settings);
    private readonly HubCache cache = new(settings);

    /// <inheritdoc/>
    public void Dispose() => transport.Dispose();

    /// <summary>
    /// Makes a repository whole in the cache. Files that are there are not asked for again, a part that an earlier try left is resumed, and
    /// nothing counts as there before its size and checksum are right. Offline, only the cache is looked at.
    /// </summary>
    /// <param name="id">The repository and its revision.</param>
    /// <param name="progress">Told how far the current file is, from any thread.</param>
    /// <param name="stop">Ends the download; the part stays for the next try.</param>
    /// <exception cref="WorkbookException">It is not there, no GPT-2, the hub can't be reached, or the cache can't be written.</exception>
    public async Task<HubSnapshot> PullAsync(HubId id, IProgress<HubProgress>? progress = null, CancellationToken stop = default)
    {
        if (settings.Offline || id.IsCommit)
        {
            if (cache.Find(id) is { } found) return found;
            if (settings.Offline)
                throw new WorkbookException($"{id} is not in {settings.CacheFolder}, and HF_HUB_OFFLINE keeps the network out; unset it and run model pull {id}.");
        }
        try
        {
            return await FetchAsync(id, progress, stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The cache {settings.CacheFolder} can't be written ({error.Message.TrimEnd('.')}); free some space or set HF_HUB_CACHE to another folder, what has come is kept.", error);
        }
    }

    private async Task<HubSnapshot> FetchAsync(HubId id, IProgress<HubProgress>? progress, CancellationToken stop)
    {
        var first = await DescribeAsync(id, id.Revision, HubCache.Needed[0], progress, stop).ConfigureAwait(false);
        if (cache.Find(id with { Revision = first.Commit }) is { } there)
        {
            // The other name of the same repository may hold it; only a folder's own reference is moved.
            cache.Point(id with { Name = there.Name }, first.Commit);
            return there with { Revisions = [id.Revision] };
        }
        foreach (var name in HubCache.Needed)
        {
            await BringAsync(id, first.Commit, name, progress, stop).ConfigureAwait(false);
            if (name == HubCache.Needed[0] && HubFamily.Difference(Path.Combine(cache.Snapshot(id, first.Commit), name)) is { } difference)
                throw new WorkbookException($"{id.Repository} is no GPT-2: in its config.json {difference}; choose another repository.");
        }
        await BringWeightsAsync(id, first.Commit, progress, stop).ConfigureAwait(false);
        cache.Point(id, first.Commit);
        return new(id.Name, [id.Revision], first.Commit, cache.Snapshot(id, first.Commit), Whole: true);
    }

    private async Task BringWeightsAsync(HubId id, string commit, IProgress<HubProgress>? progress, CancellationToken stop)
    {
        try
        {
            await BringAsync(id, commit, HubCache.Weights, progress, stop).ConfigureAwait(false);
            return;
        }
        catch (HubMissingFile)
        {
            // Large models come in shards.
        }
        try
        {
            await BringAsync(id, commit, HubCache.Index, progress, stop).ConfigureAwait(false);
        }
        catch (HubMissingFile)
        {
            throw new WorkbookException($"{id} has neither {HubCache.Weights} nor {HubCache.Index}; choose a revision that has safetensors weights.");
        }
        foreach (var shard in HubCache.Shards(Path.Combine(cache.Snapshot(id, commit), HubCache.Index)))
            await BringAsync(id, commit, shard, progress, stop).ConfigureAwait(false);
    }

    private async Task BringAsync(HubId id, string commit, string name, IProgress<HubProgress>? progress, CancellationToken stop)
    {
        if (HubCache.IsThere(Path.Combine(cache.Snapshot(id, commit), name))) return;
        for (var changes = 1; ; changes++)
        {
            var file = await DescribeAsync(id, commit, name, progress, stop).ConfigureAwait(false);
            var (blob, meter) = (cache.Blob(id, file.Etag), new HubMeter(name, file.Size, progress));
            using var turn = await HubLock.TakeAsync(cache.Lock(id, file.Etag), () => meter.Wait("another process downloads it"), stop).ConfigureAwait(false);
            try
            {
                if (!File.Exists(blob) || new FileInfo(blob).Length != file.Size)
                    await new HubDownload(transport, id, file, blob, meter, settings.OpenPart).RunAsync(stop).ConfigureAwait(false);
                cache.Link(id, commit, name, blob);
                return;
            }
            catch (HubChangedFile) when (changes < MostChanges)
            {
                // Asked for anew, by the new tag.
            }
        }
    }

    private Task<HubFile> DescribeAsync(HubId id, string revision, string name, IProgress<HubProgress>? progress, CancellationToken stop)
    {
        var address = new Uri($"{settings.Endpoint.AbsoluteUri.TrimEnd('/')}/{id.Repository}/resolve/{Uri.EscapeDataString(revision)}/{name}");
        return transport.RetryAsync(async limit =>
        {
            using var answer = await transport.SendAsync(HttpMethod.Head, address, 0, null, limit).ConfigureAwait(false);
            transport.Check(answer, id, name);
            var commit = answer.Commit ?? (id.IsCommit ? id.Revision : null);
            if (commit is null || !new HubId(id.Name, commit).IsCommit)
                throw new WorkbookException($"{answer.Address.Authority} does not say which commit {id}/{name} is from; check HF_ENDPOINT.");
            return HubFile.Plain(answer.Etag) is { } etag && answer.Size is { } size
                ? new HubFile(name, address, commit, etag, size)
                : throw new WorkbookException($"{answer.Address.Authority} gives no usable tag or size for {id}/{name}; check HF_ENDPOINT.");
        }, note => progress?.Report(new(name, 0, 0, 0, note)), stop);
    }
}
