package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.ImageReader;
import io.firstspike.pipeline.ml.predict.PixelLayout;
import io.firstspike.pipeline.ml.type.SpikeTypes;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.ml.linalg.DenseVector;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.types.Row;

/**
 * A column that a network reads: images in one of their forms, or volleys.
 *
 * @param name the column's name
 * @param index its place in a row
 * @param volleys whether it holds volleys
 * @param layout the layout of pixels that come without a description
 */
public record InputColumn(String name, int index, boolean volleys, PixelLayout layout)
    implements Serializable {

  private static final String IMAGES =
      "images: BYTES (an encoded picture, or raw samples of a given height and width), a dense"
          + " vector, an image, or ROW<height INT, width INT, channels INT, samples BYTES>";

  /**
   * Finds a column of images.
   *
   * @throws ValidationException if there is no such column, or it has another type
   */
  public static InputColumn images(ResolvedSchema schema, String name, PixelLayout layout) {
    DataType type = type(schema, name, IMAGES);
    if (!isImage(type)) {
      throw wrong(name, IMAGES, type);
    }
    return new InputColumn(name, schema.getColumnNames().indexOf(name), false, layout);
  }

  /**
   * Finds a column of images or of volleys.
   *
   * @throws ValidationException if there is no such column, or it has another type
   */
  public static InputColumn imagesOrVolleys(
      ResolvedSchema schema, String name, PixelLayout layout) {
    String expected = "volleys, or " + IMAGES;
    DataType type = type(schema, name, expected);
    if (!isRaw(type, Volley.class) && !isImage(type)) {
      throw wrong(name, expected, type);
    }
    return new InputColumn(
        name, schema.getColumnNames().indexOf(name), isRaw(type, Volley.class), layout);
  }

  static DataType type(ResolvedSchema schema, String name, String expected) {
    return schema
        .getColumn(name)
        .map(Column::getDataType)
        .orElseThrow(
            () ->
                new ValidationException(
                    "there is no column \""
                        + name
                        + "\" (expected "
                        + expected
                        + "); the table has the columns "
                        + schema.getColumnNames()));
  }

  static ValidationException wrong(String name, String expected, DataType found) {
    return new ValidationException(
        "column \""
            + name
            + "\" has type "
            + found.getLogicalType().asSummaryString()
            + "; expected "
            + expected);
  }

  private static boolean isImage(DataType type) {
    LogicalTypeRoot root = type.getLogicalType().getTypeRoot();
    return root == LogicalTypeRoot.VARBINARY
        || root == LogicalTypeRoot.BINARY
        || root == LogicalTypeRoot.ROW && isImageRow(type.getLogicalType())
        || isRaw(type, DenseVector.class)
        || isRaw(type, Image.class);
  }

  private static boolean isImageRow(LogicalType type) {
    List<LogicalTypeRoot> fields =
        type.getChildren().stream().map(LogicalType::getTypeRoot).toList();
    List<LogicalTypeRoot> image =
        SpikeTypes.IMAGE_ROW.getLogicalType().getChildren().stream()
            .map(LogicalType::getTypeRoot)
            .toList();
    return fields.equals(image);
  }

  private static boolean isRaw(DataType type, Class<?> value) {
    return type.getLogicalType().getTypeRoot() == LogicalTypeRoot.RAW
        && value.isAssignableFrom(type.getConversionClass());
  }

  /** Reads the volley of a row of a column of volleys. */
  public Volley volley(Row row) {
    return (Volley) value(row);
  }

  /**
   * Makes the reader of this column's images.
   *
   * @param input the input of the network that reads them
   */
  public Images images(InputSpec input) {
    return new Images(new ImageReader(layout, input));
  }

  private Object value(Row row) {
    Object value = row.getField(index);
    if (value == null) {
      throw new IllegalArgumentException("it is null");
    }
    return value;
  }

  /** Reads the images of this column's rows. */
  public final class Images {

    private final ImageReader reader;

    private Images(ImageReader reader) {
      this.reader = reader;
    }

    /**
     * Reads the image of a row.
     *
     * @throws IllegalArgumentException if it is none
     */
    public Image of(Row row) {
      return image(value(row));
    }

    private Image image(Object value) {
      if (value instanceof Image image) {
        return image;
      }
      if (value instanceof byte[] bytes) {
        return reader.bytes(bytes);
      }
      if (value instanceof DenseVector vector) {
        return reader.vector(vector.values);
      }
      Row fields = (Row) value;
      return new Image(
          fields.getFieldAs(0), fields.getFieldAs(1), fields.getFieldAs(2), fields.getFieldAs(3));
    }
  }
}
