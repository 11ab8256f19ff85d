using Shouldly;
using Slipway.Drivers.Qemu;
using Xunit;

namespace Slipway.Tests.Drivers;

public sealed class PasswordHashTests
{
    [Theory]
    [InlineData("$6$saltstring", "Hello world!", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")]
    [InlineData("$6$rounds=1400$anotherlongsaltstring", "a very much longer text to encrypt.  This one even stretches over morethan one line.", "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1")]
    public void The_examples_of_the_specification_come_out(string setting, string password, string expected) =>
        PasswordHash.Crypt(password, setting).ShouldBe(expected);

    [Fact]
    public void Every_hash_has_a_salt_of_its_own_and_letters_of_any_alphabet_work()
    {
        var password = new Secret("Пароль-ß-密");

        var first = PasswordHash.Sha512Crypt(password);
        var second = PasswordHash.Sha512Crypt(password);

        first.ShouldNotBe(second);
        first.ShouldMatch(@"^\$6\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$");
        PasswordHash.Crypt(password.Reveal(), first).ShouldBe(first);
    }

    [Fact]
    public void Many_at_once_do_not_disturb_each_other() => Parallel.For(0, 64, number =>
    {
        var hash = PasswordHash.Crypt($"password-{number}", "$6$rounds=1000$salt");
        PasswordHash.Crypt($"password-{number}", "$6$rounds=1000$salt").ShouldBe(hash);
    });
}
