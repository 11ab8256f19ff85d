namespace Slipway.Reconciliation;

/// <summary>Something that does not agree with something else.</summary>
/// <param name="Area">books, invoices, payments, services, addresses, stock, machines, runs, zones.</param>
/// <param name="What">What was found, with numbers that can be looked up.</param>
/// <param name="Remedy">What the operator does about it.</param>
public sealed record Difference(string Area, string What, string Remedy);

/// <param name="Checked">How many comparisons were made.</param>
/// <param name="Books">What the books of each kind sum to.</param>
public sealed record ReconcileReport(DateTimeOffset At, int Checked, IReadOnlyList<Difference> Differences, IReadOnlyList<BookTotal> Books);

/// <param name="Kind">credit, held, revenue, tax, deposits, gateway, owed.</param>
public sealed record BookTotal(string Kind, Money Amount);
