package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.ImageReader;
import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;

/** Reads the images that a function is called with, and reacts to those that cannot be used. */
final class ImageArgument {

  private final PixelLayout layout;
  private final OnError onError;
  private final Counter unusable;

  ImageArgument(FunctionOptions options, FunctionContext context) {
    this.layout = PixelLayout.DEFAULT.withLimits(options.limits());
    this.onError = options.onError();
    this.unusable = context.getMetricGroup().counter("unusableImages");
  }

  /**
   * The image of an argument that the network with {@code input} takes.
   *
   * @param argument bytes, a row or an image; null for none
   * @return null if there is none, or if it cannot be used and counts as NULL
   * @throws SuppressRestartsException if it cannot be used
   */
  Image read(Object argument, InputSpec input) {
    if (argument == null) {
      return null;
    }
    try {
      Image image = image(argument);
      if (!input.takes(image)) {
        throw new IllegalArgumentException(input.refusal(image).orElseThrow());
      }
      return image;
    } catch (IllegalArgumentException e) {
      if (onError == OnError.FAIL) {
        // Without its cause, whose message is here: of a chain only the last message is shown.
        // The job does not restart: it would meet the same image again.
        throw new SuppressRestartsException(
            new ValidationException(
                "an image cannot be used: "
                    + e.getMessage()
                    + " (to go on without such images: --on-error null, or the parameter "
                    + FunctionParameters.ON_ERROR
                    + ":null)"));
      }
      unusable.inc();
      return null;
    }
  }

  private Image image(Object argument) {
    if (argument instanceof byte[] bytes) {
      return ImageReader.decode(bytes, layout);
    }
    if (argument instanceof RowData row) {
      for (int i = 0; i < row.getArity(); i++) {
        if (row.isNullAt(i)) {
          throw new IllegalArgumentException(
              "field " + (i + 1) + " of height, width, channels, samples is NULL");
        }
      }
      return new Image(row.getInt(0), row.getInt(1), row.getInt(2), row.getBinary(3));
    }
    return (Image) argument;
  }
}
