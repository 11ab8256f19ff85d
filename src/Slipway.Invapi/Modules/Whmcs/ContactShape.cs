using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>A contact. Of its password only whether there is one.</summary>
internal sealed record ContactShape(int Id, string Email, string Phonenumber, bool HasPassword, string Date)
{
    public static ContactShape From(Contact contact) => new(contact.Id.Value, contact.Email, contact.Phone, contact.HasPassword, contact.CreatedAt.ToDay());

    public static ContactChange Change(WireForm form) => new(form.Text("email")?.Trim(), form.Text("phonenumber")?.Trim(), form.Secret("password2"));
}
