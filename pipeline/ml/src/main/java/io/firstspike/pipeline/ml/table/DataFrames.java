package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.ImageReader;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.DataType;

/** Columns of Flink ML's data frames as images and volleys, without Flink's runtime. */
public final class DataFrames {

  /** The type of columns of volleys. */
  public static final DataType VOLLEY = new VolleyType();

  private DataFrames() {}

  /** The type of columns of {@link Volley}s in data frames. */
  public static final class VolleyType extends DataType {}

  /**
   * The values of a column.
   *
   * @throws IllegalArgumentException if there is no such column
   */
  public static List<Object> values(DataFrame frame, String column) {
    if (!frame.getColumnNames().contains(column)) {
      throw new IllegalArgumentException(
          "there is no column \""
              + column
              + "\"; the data frame has the columns "
              + frame.getColumnNames());
    }
    int index = frame.getIndex(column);
    List<Object> values = new ArrayList<>();
    for (Row row : frame.collect()) {
      values.add(row.get(index));
    }
    return values;
  }

  /** Whether a column holds volleys. */
  public static boolean holdsVolleys(DataFrame frame, String column) {
    return frame.getColumnNames().contains(column)
        && frame.getDataType(column) instanceof VolleyType;
  }

  /** The volleys among {@code values}, which are all. */
  public static List<Volley> volleys(List<Object> values) {
    return values.stream().map(Volley.class::cast).toList();
  }

  /**
   * Reads images from values: images, bytes or dense vectors.
   *
   * @param column the name of their column, for messages
   * @throws IllegalArgumentException if one is no image
   */
  public static List<Image> images(
      List<Object> values, String column, PixelLayout layout, InputSpec input) {
    ImageReader reader = new ImageReader(layout, input);
    return values.stream().map(value -> image(value, column, reader)).toList();
  }

  private static Image image(Object value, String column, ImageReader reader) {
    if (value instanceof Image image) {
      return image;
    }
    if (value instanceof byte[] bytes) {
      return reader.bytes(bytes);
    }
    if (value instanceof DenseVector vector) {
      return reader.vector(vector.values);
    }
    throw new IllegalArgumentException(
        "column \""
            + column
            + "\" has a value of "
            + (value == null ? "null" : value.getClass().getName())
            + "; expected an image, bytes, or a dense vector");
  }
}
