namespace Slipway.Machines;

/// <summary>
/// The <see cref="Failure.Facts"/> of a driver's refusal: what an operator needs to set it right, such as the last words
/// of a program. It goes to the log and to the operator's pages, never to the customer. No secret may stand in it.
/// </summary>
public sealed record DriverFacts(string Operator)
{
    public override string ToString() => Operator;
}
