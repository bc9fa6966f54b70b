package io.firstspike.pipeline.stream.options;

import io.firstspike.pipeline.stream.job.Delivery;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Delivery guarantees, in the words of the command line. */
public final class DeliveryConverter implements ITypeConverter<Delivery> {

  @Override
  public Delivery convert(String value) {
    return switch (value) {
      case "at-least-once" -> Delivery.AT_LEAST_ONCE;
      case "exactly-once" -> Delivery.EXACTLY_ONCE;
      default ->
          throw new TypeConversionException(
              "\"" + value + "\" is not at-least-once or exactly-once");
    };
  }
}
