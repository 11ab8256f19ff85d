using System.Collections.Concurrent;
using HandlebarsDotNet;

namespace Slipway.Mail;

/// <summary>
/// A mail is one class, a record of the facts it tells, and one template beside it with the same name
/// (<c>ServerReady.cs</c>, <c>ServerReady.hbs</c>).
/// </summary>
public abstract record Letter
{
    private static readonly ConcurrentDictionary<Type, HandlebarsTemplate<object, object>> Templates = new();
    private static readonly IHandlebars Plain = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });

    public abstract string Subject { get; }

    /// <summary>Reference of a document that goes along, such as <c>invoice:60412</c>; an <see cref="IAttachmentSource"/> knows it.</summary>
    public virtual string? Attachment => null;

    /// <summary>The body as plain text.</summary>
    public string Text() => Templates.GetOrAdd(GetType(), Load)(this);

    private static HandlebarsTemplate<object, object> Load(Type letter)
    {
        using var stream = letter.Assembly.GetManifestResourceStream($"{letter.Name}.hbs")
            ?? throw new InvalidOperationException($"The template {letter.Name}.hbs is missing.");
        using var reader = new StreamReader(stream);
        return Plain.Compile(reader.ReadToEnd());
    }
}
