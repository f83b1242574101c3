using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// One test at a time. TorchSharp 0.107 lets go of a scalar before the native call that reads it has ended; a collection that
// another thread starts in that gap frees it ("Expected false to be true", "Unknown scalar type").
[assembly: Parallelization(Mode = ParallelMode.None)]
