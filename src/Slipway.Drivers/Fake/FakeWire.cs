using System.IO.Pipelines;

namespace Slipway.Drivers.Fake;

/// <summary>One end of a connection inside this process.</summary>
internal sealed class FakeWire : Stream
{
    private readonly Stream _incoming;
    private readonly Stream _outgoing;

    private FakeWire(PipeReader incoming, PipeWriter outgoing)
    {
        _incoming = incoming.AsStream();
        _outgoing = outgoing.AsStream();
    }

    public static (FakeWire One, FakeWire Other) Pair()
    {
        var (there, back) = (new Pipe(), new Pipe());
        return (new FakeWire(back.Reader, there.Writer), new FakeWire(there.Reader, back.Writer));
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _incoming.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _outgoing.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _outgoing.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The other end reads the end, and what it writes goes nowhere.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _outgoing.Dispose();
            _incoming.Dispose();
        }

        base.Dispose(disposing);
    }
}
