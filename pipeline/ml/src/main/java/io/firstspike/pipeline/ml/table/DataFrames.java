package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.param.HasInvalid;
import io.firstspike.pipeline.ml.predict.ImageReader;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
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
   * Computes the added values of some values of the input column.
   *
   * <p>Throws {@link IllegalArgumentException} if one of them cannot be used.
   */
  @FunctionalInterface
  public interface Function {
    List<Object[]> apply(List<Object> values);
  }

  /**
   * Adds columns to a data frame.
   *
   * @param input the column that {@code function} reads
   * @param handleInvalid one of {@link HasInvalid}'s values
   * @throws IllegalArgumentException if there is no such column, or a row cannot be used and is
   *     neither to be left out nor kept
   */
  public static DataFrame add(
      DataFrame frame,
      String input,
      List<String> names,
      List<DataType> types,
      String handleInvalid,
      Function function) {
    List<Object> values = values(frame, input);
    List<Object[]> added = added(values, input, handleInvalid, function, new Object[names.size()]);
    DataFrame output = handleInvalid.equals(HasInvalid.SKIP) ? without(frame, added) : frame;
    List<Object[]> kept = added.stream().filter(Objects::nonNull).toList();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      output =
          output.addColumn(
              names.get(i), types.get(i), kept.stream().map(row -> row[column]).toList());
    }
    return output;
  }

  /** The added values of each row; null for a row to be left out. */
  private static List<Object[]> added(
      List<Object> values, String input, String handleInvalid, Function function, Object[] nulls) {
    try {
      return function.apply(values);
    } catch (IllegalArgumentException e) {
      if (handleInvalid.equals(HasInvalid.ERROR)) {
        throw new IllegalArgumentException(
            "column \"" + input + "\" of a row cannot be used: " + e.getMessage(), e);
      }
    }
    List<Object[]> added = new ArrayList<>();
    for (Object value : values) {
      try {
        added.add(function.apply(Collections.singletonList(value)).get(0));
      } catch (IllegalArgumentException e) {
        added.add(handleInvalid.equals(HasInvalid.SKIP) ? null : nulls);
      }
    }
    return added;
  }

  private static DataFrame without(DataFrame frame, List<Object[]> added) {
    List<String> names = frame.getColumnNames();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < added.size(); i++) {
      if (added.get(i) != null) {
        rows.add(frame.collect().get(i));
      }
    }
    return new DataFrame(
        new ArrayList<>(names),
        new ArrayList<>(names.stream().map(frame::getDataType).toList()),
        rows);
  }

  private static List<Object> values(DataFrame frame, String column) {
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
