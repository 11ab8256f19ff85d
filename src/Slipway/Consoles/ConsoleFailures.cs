namespace Slipway.Consoles;

public static class ConsoleFailures
{
    /// <summary>Unknown, used, expired or stopped: one answer, so that nobody learns which.</summary>
    public static readonly Failure LinkOver = new(
        FailureKind.NotFound, "consoles.link-over", "This link does not open the console any more: it was used, or its time is over. Get a new one (eq/novnc).");

    public static readonly Failure OtherAddress = new(
        FailureKind.Forbidden, "consoles.other-address", "This link opens the console only for another address. Get one for yours (eq/novnc with white_ip, or without).");

    public static readonly Failure AllTaken = new(FailureKind.Busy, "consoles.all-taken", "All places for consoles are taken at the moment. Try again later.");

    public static Failure TooManyOpen(int most) => new(
        FailureKind.Busy, "consoles.too-many-open", $"{most} consoles of this server are open already, which is the most. Close one, or end them all (eq/stop_novnc).");

    public static Failure TooManyLinks(ServerId id, int most) => new(
        FailureKind.Busy, "consoles.too-many-links", $"server {id} has {most} links that nobody has used yet, which is the most. Use one of them, or replace them all by a new one (eq/recreate_novnc).");

    public static Failure Off(ServerId id) => new(FailureKind.Invalid, "consoles.server-off", $"server {id} is switched off and shows nothing. Switch it on first (eq/on).");

    public static Failure NoSystem(ServerId id) => new(
        FailureKind.Invalid, "consoles.no-system", $"server {id} has no system to show: its last reinstallation did not come to its end. Reinstall it first (eq/order_instance with id).");

    public static Failure WorkedOn(ServerId id, object busy) => new(
        FailureKind.Busy, "consoles.worked-on", $"server {id} is being worked on and shows nothing yet; try again in a moment.", busy);
}
