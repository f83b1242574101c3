namespace Workbook.Gpt2.Hub;

/// <summary>Where the hub and its cache are, and how patient a download is.</summary>
public sealed record HubSettings
{
    /// <summary>The hub's address.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>The cache's folder, shared with other programs that use the hub.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>An access token, sent to <see cref="Endpoint"/> alone; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the network is left alone.</summary>
    public bool Offline { get; init; }

    /// <summary>How long a server may stay silent.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait before the first retry; it doubles with each one, up to half a minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often in a row a request may fail without a new byte.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>Whether snapshots may hold links to blobs; copies are made where a link can't be.</summary>
    public bool Links { get; init; } = true;

    /// <summary>Opens the part of a download for writing; null, or a null from it, stands for a plain file. A test puts a full disk here.</summary>
    public Func<string, Stream?>? OpenPart { get; init; }

    /// <summary>The clock that retries wait by.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// The settings that HF_ENDPOINT, HF_HUB_CACHE, HF_HOME, HF_TOKEN, HF_TOKEN_PATH and HF_HUB_OFFLINE give, with the defaults of the hub's
    /// Python client. Without HF_TOKEN, the token that its login command has saved is taken, unless HF_HUB_DISABLE_IMPLICIT_TOKEN forbids it.
    /// </summary>
    /// <param name="variable">Gives an environment variable's value; null for the process's own.</param>
    /// <exception cref="WorkbookException">A variable's value can't be used.</exception>
    public static HubSettings FromEnvironment(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        string? Value(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;
        bool On(string name) => Value(name)?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";
        var home = Path.GetFullPath(AtHome(Value("HF_HOME") ?? Path.Combine(Value("XDG_CACHE_HOME") ?? Path.Combine("~", ".cache"), "huggingface")));
        var saved = Path.GetFullPath(AtHome(Value("HF_TOKEN_PATH") ?? Path.Combine(home, "token")));
        var token = Value("HF_TOKEN") ?? (On("HF_HUB_DISABLE_IMPLICIT_TOKEN") ? null : Saved(saved));
        if (token?.Any(c => c is <= ' ' or > '~') == true)
            throw new WorkbookException($"{(Value("HF_TOKEN") is null ? saved : "HF_TOKEN")} holds a character that no token has; copy it again.");
        var settings = new HubSettings
        {
            CacheFolder = Path.GetFullPath(AtHome(Value("HF_HUB_CACHE") ?? Path.Combine(home, "hub"))),
            Token = token,
            Offline = On("HF_HUB_OFFLINE"),
        };
        if (Value("HF_ENDPOINT") is not { } endpoint) return settings;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Query.Length == 0 && address.UserInfo.Length == 0
            ? settings with { Endpoint = address }
            : throw new WorkbookException($"HF_ENDPOINT is \"{endpoint}\", which is no http or https address; write it like https://huggingface.co.");
    }

    // What huggingface-cli login has written; null when nobody has logged in.
    private static string? Saved(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The saved token {path} can't be read ({error.Message.TrimEnd('.')}); make it readable, or set HF_HUB_DISABLE_IMPLICIT_TOKEN=1.", error);
        }
    }

    private static string AtHome(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..])
        : path;
}
