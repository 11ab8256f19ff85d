using System.IO.Pipelines;

namespace Slipway.Drivers.Fake;

/// <summary>One end of a connection inside this process.</summary>
internal sealed class FakeWire : Stream
{
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly Stream _incoming;

    private FakeWire(PipeReader incoming, PipeWriter outgoing)
    {
        (_reader, _writer) = (incoming, outgoing);
        _incoming = incoming.AsStream();
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

    /// <summary>Waits while the other end does not take what is there already.</summary>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var flushed = await _writer.WriteAsync(buffer, cancellationToken);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            throw new IOException("One end has hung up.");
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>The other end reads the end and can write no more; whoever waits on this end is let go.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _writer.CancelPendingFlush();
            _reader.CancelPendingRead();
            _writer.Complete();
            _incoming.Dispose();
        }

        base.Dispose(disposing);
    }
}
