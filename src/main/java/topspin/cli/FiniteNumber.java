package topspin.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import topspin.text.Excerpt;

/** A finite number, for levels: {@code NaN} and {@code Infinity} are refused. */
final class FiniteNumber implements ITypeConverter<Double> {

    @Override
    public Double convert(String text) {
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw unusable(text);
        }
        throw unusable(text);
    }

    private static TypeConversionException unusable(String text) {
        return new TypeConversionException("expected a finite number, found " + Excerpt.quoted(text));
    }
}
