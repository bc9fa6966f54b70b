package io.firstspike.pipeline.ml.param;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import org.apache.flink.ml.param.DoubleParam;
import org.apache.flink.ml.param.IntParam;
import org.apache.flink.ml.param.Param;
import org.apache.flink.ml.param.ParamValidators;
import org.apache.flink.ml.param.StringParam;
import org.apache.flink.ml.param.WithParams;
import org.apache.flink.table.api.ValidationException;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The parameters that describe the column that a network reads.
 *
 * @param <T> the stage's type
 */
@API(status = Status.MAINTAINED)
public interface HasInputCol<T> extends WithParams<T> {

  Param<String> INPUT_COL =
      new StringParam(
          "inputCol",
          "The column of images (BYTES, a dense vector, or an image), or of volleys where the stage"
              + " takes them.",
          "image",
          ParamValidators.notNull());

  Param<Integer> HEIGHT =
      new IntParam(
          "height",
          "Rows of raw pixels; 0: bytes are encoded pictures, and a vector has the size of the"
              + " network's input.",
          0,
          ParamValidators.gtEq(0));

  Param<Integer> WIDTH =
      new IntParam(
          "width", "Columns of raw pixels; 0 if the height is.", 0, ParamValidators.gtEq(0));

  Param<Integer> CHANNELS =
      new IntParam(
          "channels",
          "1 for grey raw pixels, 3 for red, green, blue, interleaved.",
          1,
          ParamValidators.inArray(1, 3));

  Param<Double> BRIGHTEST =
      new DoubleParam(
          "brightest",
          "The value of the brightest pixel of a vector, such as 255 or 1; the darkest is 0.",
          255.0,
          ParamValidators.gt(0));

  default String getInputCol() {
    return get(INPUT_COL);
  }

  default T setInputCol(String value) {
    return set(INPUT_COL, value);
  }

  default int getHeight() {
    return get(HEIGHT);
  }

  default T setHeight(int value) {
    return set(HEIGHT, value);
  }

  default int getWidth() {
    return get(WIDTH);
  }

  default T setWidth(int value) {
    return set(WIDTH, value);
  }

  default int getChannels() {
    return get(CHANNELS);
  }

  default T setChannels(int value) {
    return set(CHANNELS, value);
  }

  default double getBrightest() {
    return get(BRIGHTEST);
  }

  default T setBrightest(double value) {
    return set(BRIGHTEST, value);
  }

  /**
   * The layout of pixels that the parameters describe.
   *
   * @throws ValidationException if they do not fit each other
   */
  default PixelLayout pixelLayout() {
    try {
      return new PixelLayout(
          getHeight(), getWidth(), getChannels(), getBrightest(), ImageLimits.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }
}
