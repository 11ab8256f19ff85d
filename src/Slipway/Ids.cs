using System.Globalization;

namespace Slipway;

// Small integers on the wire, never reused. One line each.

public readonly record struct AccountId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct ApiKeyId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct SshKeyId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct ContactId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct ServerId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct OrderId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct InvoiceId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct NodeId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct PresetId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct OsId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct SoftwareId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct TaskId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct TrafficPlanId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }

public readonly record struct TicketId(int Value) { public override string ToString() => Value.ToString(CultureInfo.InvariantCulture); }
