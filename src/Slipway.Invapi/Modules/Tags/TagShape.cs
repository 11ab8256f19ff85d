using Slipway.Servers;

namespace Slipway.Invapi.Modules.Tags;

/// <summary>A tag as strict clients read it: one wrong type here and all tags are ignored (tags.md).</summary>
internal sealed record TagShape(int Id, string Tag, string Value, string Extra, int Internal, string Component, int ComponentId)
{
    public static TagShape From(Tag tag, ServerId server) => new(tag.Id, tag.Name, tag.Value, tag.Extra, tag.Internal ? 1 : 0, "eq", server.Value);
}
