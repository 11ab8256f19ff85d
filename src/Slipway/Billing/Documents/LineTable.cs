namespace Slipway.Billing.Documents;

/// <summary>The lines of a document. The table goes on over as many pages as it needs, with its head on each.</summary>
internal sealed class LineTable(InvoiceDocument document, Sheets sheets, Action nextPage)
{
    private const double LineHeight = 12.5;
    private const double RowPadding = 6;
    private const double HeadHeight = 20;
    private const double RoomOnAPage = Sheets.Top - Sheets.Bottom - HeadHeight - 60;

    private static readonly Lettering Head = new(Typeface.Bold, 8.5, Ink.Black);

    private readonly string _amountHead = $"Amount ({document.Total.Currency})";
    private readonly double _textLeft = Sheets.TextLeft + (document.Lines.Any(line => line.Date is not null) ? Sheets.DateWidth : 0);

    private double TextWidth => Sheets.TextRight - (2 * Sheets.Indent) - _textLeft
        - document.Lines.Select(line => Lettering.Plain.WidthOf(Amount(line))).Append(Head.WidthOf(_amountHead)).Max();

    public void Write()
    {
        if (!sheets.HasRoomFor(HeadHeight + LineHeight + (2 * RowPadding)))
        {
            nextPage();
        }

        WriteHead();
        var width = TextWidth;
        foreach (var line in document.Lines)
        {
            WriteRow(line, Lettering.Plain.Wrap(line.Description, width));
        }
    }

    private void WriteHead()
    {
        sheets.Shade(Sheets.Left, sheets.Y - 7, Sheets.Width, HeadHeight, Ink.Shade);
        if (_textLeft > Sheets.TextLeft)
        {
            sheets.Write(Sheets.TextLeft, "Date", Head);
        }

        sheets.Write(_textLeft, "Description", Head);
        sheets.WriteRight(Sheets.TextRight, _amountHead, Head);
        sheets.Y -= HeadHeight + 2;
    }

    /// <summary>A row stays together if it fits on a page at all; a longer one is continued on the next.</summary>
    private void WriteRow(DocumentLine line, List<string> text)
    {
        var height = (Math.Max(1, text.Count) * LineHeight) + RowPadding;
        if (!sheets.HasRoomFor(Math.Min(height, RoomOnAPage)))
        {
            Continue();
        }

        if (line.Date is { } date)
        {
            sheets.Write(Sheets.TextLeft, InvoiceLayout.Date(date), Lettering.Plain);
        }

        sheets.WriteRight(Sheets.TextRight, Amount(line), Lettering.Plain);
        foreach (var (index, part) in text.Index())
        {
            if (index > 0)
            {
                sheets.Y -= LineHeight;
                if (!sheets.HasRoomFor(0))
                {
                    Continue();
                }
            }

            sheets.Write(_textLeft, part, Lettering.Plain);
        }

        sheets.Rule(Sheets.Left, Sheets.Right, sheets.Y - RowPadding, Ink.Hairline, 0.4);
        sheets.Y -= LineHeight + RowPadding;
    }

    private void Continue()
    {
        nextPage();
        WriteHead();
    }

    /// <summary>An amount in another currency than the heading's would be a lie without its code.</summary>
    private string Amount(DocumentLine line) => line.Amount.Currency == document.Total.Currency ? line.Amount.ToText() : line.Amount.ToString();
}
