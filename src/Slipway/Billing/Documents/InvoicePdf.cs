using System.Security.Cryptography;

namespace Slipway.Billing.Documents;

/// <summary>A document as an A4 PDF.</summary>
public static class InvoicePdf
{
    private const int HexOfAnId = 32;

    /// <summary>The same document gives the same bytes, so it need not be kept: it can be made again.</summary>
    public static byte[] Render(InvoiceDocument document)
    {
        using var sheets = new Sheets();
        new InvoiceLayout(document, sheets).Write();
        return WithIdOfItsOwn(sheets.Build());
    }

    /// <summary>The writer ends a file with a random id. Its place is taken by one that follows from what stands above it.</summary>
    private static byte[] WithIdOfItsOwn(byte[] pdf)
    {
        var ids = pdf.AsSpan().LastIndexOf("/ID [ <"u8);
        if (ids < 0)
        {
            return pdf;
        }

        var id = Convert.ToHexString(SHA256.HashData(pdf.AsSpan(0, ids)))[..HexOfAnId];
        foreach (var bracket in new[] { ids + "/ID [ ".Length, ids + "/ID [ <".Length + HexOfAnId + ">".Length })
        {
            for (var position = 0; position < HexOfAnId; position++)
            {
                pdf[bracket + 1 + position] = (byte)id[position];
            }
        }

        return pdf;
    }
}
