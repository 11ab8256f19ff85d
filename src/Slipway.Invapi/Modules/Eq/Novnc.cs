using Slipway.Accounts;
using Slipway.Consoles;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>A link that shows the server's screen in a browser, once.</summary>
internal sealed class Novnc(OfferConsole offer, PublicOptions reached) : ConsoleLink(offer, reached, alone: false);
