using Slipway.Accounts;
using Slipway.Consoles;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>The same, and every console and link of the server that was there before has ended.</summary>
internal sealed class RecreateNovnc(OfferConsole offer, PublicOptions reached) : ConsoleLink(offer, reached, alone: true);
