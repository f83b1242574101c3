namespace Workbook;

internal static class Placeholder;
