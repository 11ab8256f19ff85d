using System.Buffers.Binary;
using System.Text;

namespace Slipway.Drivers.Fake;

/// <summary>
/// The server's side of RFB 3.8 (RFC 6143) as far as a rehearsal needs it: no password, raw pixels of 32 bits, eight bars of colour, and a white
/// square for each key. Whoever asks only for changes is answered when there is one.
/// </summary>
internal sealed class FakeScreen
{
    private const int Width = 320;
    private const int Height = 200;
    private const int Square = 16;
    private const int MostText = 1024 * 1024;

    private static readonly int[] Bars = [0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x202020];

    private readonly FakeWire _wire;
    private readonly Func<bool> _isOn;
    private int _redShift = 16;
    private int _greenShift = 8;
    private int _blueShift;
    private int _keys;
    private bool _isChanged;
    private bool _isAwaited;

    private FakeScreen(FakeWire wire, Func<bool> isOn)
    {
        _wire = wire;
        _isOn = isOn;
    }

    /// <param name="isOn">Asked at every message; a machine that is off hangs up.</param>
    public static Stream Opened(string name, Func<bool> isOn)
    {
        var (ours, theirs) = FakeWire.Pair();
        _ = new FakeScreen(ours, isOn).ServeAsync(name);
        return theirs;
    }

    private async Task ServeAsync(string name)
    {
        await using var closing = _wire;
        try
        {
            await GreetAsync(name);
            while (_isOn() && await AnswerAsync((await ReadAsync(1))[0]))
            {
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // Whoever looked has hung up.
        }
    }

    private async Task GreetAsync(string name)
    {
        await _wire.WriteAsync("RFB 003.008\n"u8.ToArray());
        await ReadAsync(12);
        // One kind of security, none; then "it is fine".
        await _wire.WriteAsync(new byte[] { 1, 1 });
        await ReadAsync(1);
        await _wire.WriteAsync(new byte[4]);
        await ReadAsync(1);
        byte[] format = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0];
        await _wire.WriteAsync((byte[])[.. Short(Width), .. Short(Height), .. format, .. Long(name.Length), .. Encoding.ASCII.GetBytes(name)]);
    }

    /// <summary>False for a message that is not known: there is no telling where the next one begins.</summary>
    private async Task<bool> AnswerAsync(byte message)
    {
        switch (message)
        {
            case 0:
                var format = await ReadAsync(19);
                (_redShift, _greenShift, _blueShift) = (format[13] & 31, format[14] & 31, format[15] & 31);
                return format[3] == 32;
            case 2:
                await ReadAsync(4 * BinaryPrimitives.ReadUInt16BigEndian((await ReadAsync(3)).AsSpan(1)));
                return true;
            case 3:
                var onlyChanges = (await ReadAsync(9))[0] != 0;
                _isAwaited = onlyChanges && !_isChanged;
                if (!_isAwaited)
                {
                    await SendPictureAsync();
                }

                return true;
            case 4:
                await KeyAsync(isDown: (await ReadAsync(7))[0] != 0);
                return true;
            case 5:
                await ReadAsync(5);
                return true;
            case 6:
                var length = Math.Abs((long)BinaryPrimitives.ReadInt32BigEndian((await ReadAsync(7)).AsSpan(3)));
                if (length > MostText)
                {
                    return false;
                }

                await ReadAsync((int)length);
                return true;
            default:
                return false;
        }
    }

    private async Task KeyAsync(bool isDown)
    {
        if (isDown)
        {
            _keys++;
            _isChanged = true;
        }

        if (_isAwaited && _isChanged)
        {
            _isAwaited = false;
            await SendPictureAsync();
        }
    }

    private Task SendPictureAsync()
    {
        _isChanged = false;
        // An update of one rectangle, raw.
        byte[] head = [0, 0, 0, 1, 0, 0, 0, 0, .. Short(Width), .. Short(Height), 0, 0, 0, 0];
        var picture = new byte[head.Length + (Width * Height * 4)];
        head.CopyTo(picture, 0);
        for (var pixel = 0; pixel < Width * Height; pixel++)
        {
            var colour = ColourAt(pixel % Width, pixel / Width);
            var word = (((colour >> 16) & 255) << _redShift) | (((colour >> 8) & 255) << _greenShift) | ((colour & 255) << _blueShift);
            BinaryPrimitives.WriteInt32LittleEndian(picture.AsSpan(head.Length + (pixel * 4)), word);
        }

        return _wire.WriteAsync(picture).AsTask();
    }

    private int ColourAt(int x, int y) =>
        y < Height - Square ? Bars[x * Bars.Length / Width]
        : x / Square < _keys % ((Width / Square) + 1) ? 0xffffff
        : 0;

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        await _wire.ReadExactlyAsync(bytes);
        return bytes;
    }

    private static byte[] Short(int number) => [(byte)(number >> 8), (byte)number];

    private static byte[] Long(int number) => [.. Short(number >> 16), .. Short(number)];
}
