using System.Net;
using System.Net.Http.Headers;
using Polly;
using Polly.Retry;

namespace Workbook.Gpt2.Hub;

/// <summary>Requests to the hub: redirects followed by hand, the token kept to the hub's own host, failures that may pass tried again.</summary>
internal sealed class HubTransport : IDisposable
{
    private const int MostRedirects = 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly HubSettings settings;
    private readonly HttpClient client;

    public HubTransport(HubSettings settings)
    {
        this.settings = settings;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !settings.Endpoint.IsLoopback };
        client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.Add(new("workbook", "1"));
        client.DefaultRequestHeaders.AcceptEncoding.Add(new("identity"));
    }

    public void Dispose() => client.Dispose();

    /// <summary>Does something until it does not end in a <see cref="HubInterruption"/>, or for the most times.</summary>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, Action<string> waiting, CancellationToken stop)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = settings.Clock }.AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<HubInterruption>(),
            MaxRetryAttempts = settings.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = settings.RetryDelay,
            MaxDelay = TimeSpan.FromSeconds(30),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as HubInterruption)?.After),
            OnRetry = arguments =>
            {
                waiting($"{arguments.Outcome.Exception!.Message.TrimEnd('.')}; trying again in {Math.Ceiling(arguments.RetryDelay.TotalSeconds):0} s");
                return default;
            },
        }).Build();
        return await pipeline.ExecuteAsync(async token => await attempt(token).ConfigureAwait(false), stop).ConfigureAwait(false);
    }

    /// <summary>Sends one request and follows its redirects.</summary>
    /// <param name="method">HEAD or GET. A HEAD stops at the redirect that describes the file it leads to.</param>
    /// <param name="address">Where the file is asked for.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="condition">The tag that the rest must belong to, as the server wrote it; null for none.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>The last answer and what the hub said on the way; its status is one of 2xx, 3xx for HEAD, 404, 416 and other refusals.</returns>
    public async Task<HubAnswer> SendAsync(HttpMethod method, Uri address, long from, string? condition, CancellationToken stop)
    {
        string? commit = null, etag = null, size = null;
        var (current, foreign) = (address, false);
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(method, current);
            if (IsOwn(current) && settings.Token is { } token) request.Headers.Authorization = new("Bearer", token);
            if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
            if (from > 0 && condition is not null) request.Headers.TryAddWithoutValidation("If-Range", condition);
            var response = await PatientlyAsync(current, limit => client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit), stop).ConfigureAwait(false);
            if (IsOwn(current))
            {
                commit ??= Header(response, "X-Repo-Commit");
                etag ??= Header(response, "X-Linked-Etag");
                size ??= Header(response, "X-Linked-Size");
            }
            if (!IsRedirect(response.StatusCode) || (method == HttpMethod.Head && etag is not null && size is not null))
            {
                // A store's own tag may be another than the hub's: it is no sign that the content changed.
                if (!foreign || method == HttpMethod.Head) etag ??= Header(response, "ETag");
                return new(response, current, commit, etag, size);
            }
            var location = response.Headers.Location;
            response.Dispose();
            if (location is null || !Uri.TryCreate(current, location, out var next) || next.Scheme is not ("http" or "https"))
                throw new WorkbookException($"{current.Authority} redirects to no address; check HF_ENDPOINT or try again later.");
            foreign |= !IsOwn(next);
            current = next;
        }
        throw new WorkbookException($"{address.Authority} redirects more than {MostRedirects} times; check HF_ENDPOINT or try again later.");
    }

    /// <summary>Waits for a server's answer or its next bytes, but not for ever.</summary>
    public async Task<T> PatientlyAsync<T>(Uri address, Func<CancellationToken, Task<T>> what, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(settings.SilenceLimit);
        try
        {
            return await what(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!stop.IsCancellationRequested)
        {
            throw new HubInterruption($"{address.Authority} sent nothing for {settings.SilenceLimit.TotalSeconds:0.#} s; check the network and try again.", cause: error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new HubInterruption($"{address.Authority} can't be reached, or the connection broke ({error.Message.TrimEnd('.')}); check the network and try again.", cause: error);
        }
    }

    /// <summary>Turns a refusal into the failure it is.</summary>
    public void Check(HubAnswer answer, HubId id, string file)
    {
        var (status, code, host) = ((int)answer.Response.StatusCode, Header(answer.Response, "X-Error-Code"), answer.Address.Authority);
        if (status is < 400 or 416) return;
        if (status is 408 or 429 or >= 500) throw Passing(answer, $"{host} answers {status} to {id}/{file}");
        throw status switch
        {
            404 when code == "RevisionNotFound" => new WorkbookException($"{id.Repository} has no revision {id.Revision} on {host}; check what stands after the @."),
            401 or 404 when code == "RepoNotFound" => new WorkbookException($"There is no {id.Repository} on {host}, or it is private; check the id, or set HF_TOKEN."),
            404 => new HubMissingFile($"There is no {id.Repository} on {host}, or it has no {file} at {id.Revision} (404); check the id."),
            401 => new WorkbookException($"{host} does not let this machine read {id.Repository} (401): it does not exist, is private, or HF_TOKEN is wrong; check the id and the token."),
            403 => new WorkbookException($"{host} does not let this machine read {id.Repository} (403); ask for access on its page and set HF_TOKEN."),
            _ => new WorkbookException($"{host} answers {status} to {id}/{file}; check the id and HF_ENDPOINT."),
        };
    }

    private WorkbookException Passing(HubAnswer answer, string what)
    {
        var header = answer.Response.Headers.RetryAfter;
        var after = header?.Delta ?? header?.Date - settings.Clock.GetUtcNow();
        if (after > LongestWait) return new($"{what} and asks to wait {after.Value.TotalMinutes:0} min; try again then.");
        return new HubInterruption($"{what}; try again later.", after < TimeSpan.Zero ? TimeSpan.Zero : after);
    }

    private bool IsOwn(Uri address) => address.Scheme == settings.Endpoint.Scheme && address.Host == settings.Endpoint.Host && address.Port == settings.Endpoint.Port;

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
