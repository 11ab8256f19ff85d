using Shouldly;
using Slipway.Drivers.Qemu;
using Xunit;

namespace Slipway.Tests.Drivers;

public sealed class ZeroPassTests : IDisposable
{
    private const int Block = 4096;

    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(Block, 1)]
    [InlineData((2 * Block) + 7, 3)]
    [InlineData(258 * Block, 258)]
    [InlineData(9_000_001, 258)]
    public void Every_byte_is_overwritten_and_samples_of_it_are_read(int length, int samples)
    {
        File.WriteAllBytes(_file, [.. Enumerable.Repeat((byte)0x5a, length)]);
        using var pass = new ZeroPass(_file);
        pass.BeginsErased.ShouldBe(length == 0);

        pass.Overwrite(0, () => false, CancellationToken.None).ShouldBe((length, length));

        File.ReadAllBytes(_file).Length.ShouldBe(length);
        File.ReadAllBytes(_file).ShouldAllBe(each => each == 0);
        pass.BeginsErased.ShouldBeTrue();
        var erased = pass.Verify("disk", length).ShouldNotBeNull();
        erased.Samples.ShouldBe(samples);
        erased.SampleBytes.ShouldBeLessThanOrEqualTo(length);
        if (samples < 258)
        {
            erased.SampleBytes.ShouldBe(length);
        }
    }

    [Fact]
    public void It_comes_further_at_every_call_and_begins_where_it_is_told()
    {
        File.WriteAllBytes(_file, [.. Enumerable.Repeat((byte)0x5a, 10_000_000)]);
        using var pass = new ZeroPass(_file);

        var (position, overwritten) = pass.Overwrite(9_000_000, () => true, CancellationToken.None);
        (position, overwritten).ShouldBe((10_000_000, 1_000_000));
        (position, _) = pass.Overwrite(0, () => true, CancellationToken.None);
        position.ShouldBeInRange(1, 9_000_000 - 1);
        pass.Verify("disk", 0).ShouldBeNull("the middle was not overwritten");
        pass.Overwrite(position, () => false, CancellationToken.None).Position.ShouldBe(10_000_000);
        pass.Verify("disk", 0).ShouldNotBeNull();
    }

    /// <summary>What a guest has discarded takes no room, and erasing must not fill the provider's disk with it.</summary>
    [Fact]
    public void A_hole_stays_a_hole()
    {
        using (var file = File.OpenWrite(_file))
        {
            file.Write([1, 2, 3]);
            file.SetLength(50L * 1024 * 1024 * 1024);
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte(4);
        }

        using var pass = new ZeroPass(_file);
        Assert.SkipWhen(pass.Overwrite(0, () => true, CancellationToken.None).Overwritten > 1024 * 1024, "this file system does not tell where its holes are");

        var (position, overwritten) = pass.Overwrite(0, () => false, CancellationToken.None);

        position.ShouldBe(50L * 1024 * 1024 * 1024);
        overwritten.ShouldBeInRange(4, 1024 * 1024);
        pass.Verify("disk", overwritten).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9_999_999)]
    public void What_is_left_in_the_first_or_the_last_block_is_found(int at)
    {
        using (var file = File.OpenWrite(_file))
        {
            file.SetLength(10_000_000);
            file.Position = at;
            file.WriteByte(1);
        }

        using var pass = new ZeroPass(_file);
        pass.Verify("disk", 0).ShouldBeNull();
    }

    [Theory]
    [InlineData(258)]
    [InlineData(259)]
    [InlineData(100_003)]
    [InlineData(1_000_000_000_000)]
    public void Samples_are_spread_over_the_whole_file(long blocks)
    {
        var chosen = ZeroPass.Chosen(blocks).ToList();

        chosen.Count.ShouldBe(258);
        chosen[0].ShouldBe(0);
        chosen[^1].ShouldBe(blocks - 1);
        chosen.Zip(chosen.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second && pair.Second - pair.First <= (blocks / 128) + 2);
    }
}
