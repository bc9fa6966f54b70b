package io.firstspike.pipeline.ml.format;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.pipeline.ml.predict.OnError;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.format.DecodingFormat;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.factories.DeserializationFormatFactory;
import org.apache.flink.table.factories.DynamicTableFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Factory of the decoding format {@value #IDENTIFIER}: the value of a record is one image, an
 * encoded picture, or raw samples if their height and width are given.
 *
 * <pre>{@code
 * CREATE TABLE frames (
 *   image ROW<height INT, width INT, channels INT, samples BYTES>
 * ) WITH (
 *   'connector' = 'kafka', ...,
 *   'format' = 'firstspike-image'
 * )
 * }</pre>
 */
public final class ImageFormatFactory implements DeserializationFormatFactory {

  /** The format's name. */
  public static final String IDENTIFIER = "firstspike-image";

  /** Rows of raw samples; without it, values are encoded pictures. */
  public static final ConfigOption<Integer> HEIGHT =
      ConfigOptions.key("height")
          .intType()
          .defaultValue(0)
          .withDescription("Rows of raw samples; 0: values are encoded pictures.");

  /** Columns of raw samples. */
  public static final ConfigOption<Integer> WIDTH =
      ConfigOptions.key("width")
          .intType()
          .defaultValue(0)
          .withDescription("Columns of raw samples; 0: values are encoded pictures.");

  /** Channels of raw samples. */
  public static final ConfigOption<Integer> CHANNELS =
      ConfigOptions.key("channels")
          .intType()
          .defaultValue(1)
          .withDescription("Channels of raw samples: 1 (grey) or 3 (red, green, blue).");

  /** The limit on an encoded picture. */
  public static final ConfigOption<Integer> MAX_BYTES =
      ConfigOptions.key("max-bytes")
          .intType()
          .defaultValue(ImageLimits.DEFAULT_BYTES)
          .withDescription("Bytes of the largest image.");

  /** The limit on the size of an image. */
  public static final ConfigOption<Integer> MAX_PIXELS =
      ConfigOptions.key("max-pixels")
          .intType()
          .defaultValue(ImageLimits.DEFAULT_PIXELS)
          .withDescription("Pixels (height x width) of the largest image.");

  /** The reaction to a value that is no image. */
  public static final ConfigOption<OnError> ON_ERROR =
      ConfigOptions.key("on-error")
          .enumType(OnError.class)
          .defaultValue(OnError.FAIL)
          .withDescription(
              "A value that is no image: fail ends the query, skip leaves the record out, null"
                  + " gives a row whose image is NULL.");

  @Override
  public String factoryIdentifier() {
    return IDENTIFIER;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(HEIGHT, WIDTH, CHANNELS, MAX_BYTES, MAX_PIXELS, ON_ERROR);
  }

  @Override
  public Set<ConfigOption<?>> forwardOptions() {
    return optionalOptions();
  }

  @Override
  public DecodingFormat<DeserializationSchema<RowData>> createDecodingFormat(
      DynamicTableFactory.Context context, ReadableConfig options) {
    FactoryUtil.validateFactoryOptions(this, options);
    return new ImageFormat(layout(options), options.get(ON_ERROR));
  }

  private static PixelLayout layout(ReadableConfig options) {
    try {
      return new PixelLayout(
          options.get(HEIGHT),
          options.get(WIDTH),
          options.get(CHANNELS),
          PixelLayout.DEFAULT.brightest(),
          new ImageLimits(options.get(MAX_BYTES), options.get(MAX_PIXELS)));
    } catch (IllegalArgumentException e) {
      throw new ValidationException("options of " + IDENTIFIER + ": " + e.getMessage(), e);
    }
  }
}
