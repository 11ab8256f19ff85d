using System.CommandLine;
using Slipway.Daemon.Commands;

var root = new RootCommand("Slipway sells instant servers: this is its daemon.");
root.Subcommands.Add(ServeCommand.Create());
root.Subcommands.Add(MigrateCommand.Create());
root.Subcommands.Add(AdminCommand.Create());
root.Subcommands.Add(ServersCommand.Create());
root.Subcommands.Add(PoolsCommand.Create());
root.Subcommands.Add(TicketsCommand.Create());
root.Subcommands.Add(ReconcileCommand.Create());
root.Subcommands.Add(DnsCommand.Create());
root.Subcommands.Add(ImagesCommand.Create());
root.Subcommands.Add(IsoCommand.Create());
// The host ends in its own time, up to ten seconds; the parser would cut it off after two.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
