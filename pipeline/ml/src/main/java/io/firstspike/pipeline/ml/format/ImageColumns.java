package io.firstspike.pipeline.ml.format;

import io.firstspike.engine.stimulus.Image;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.RowType.RowField;

/**
 * Columns that an image is laid out in: one column with a row of fields, or the fields themselves
 * as columns.
 *
 * @param fields what each column or field holds, in their order
 * @param nested whether they are fields of one column
 */
record ImageColumns(List<Field> fields, boolean nested) implements Serializable {

  private static final String ROW = "ROW<height INT, width INT, channels INT, samples BYTES>";

  /** A part of an image that a column can hold. */
  enum Field {
    HEIGHT(LogicalTypeRoot.INTEGER, "INT"),
    WIDTH(LogicalTypeRoot.INTEGER, "INT"),
    CHANNELS(LogicalTypeRoot.INTEGER, "INT"),
    SAMPLES(LogicalTypeRoot.VARBINARY, "BYTES");

    private final LogicalTypeRoot root;
    private final String type;

    Field(LogicalTypeRoot root, String type) {
      this.root = root;
      this.type = type;
    }

    private Object of(Image image) {
      return switch (this) {
        case HEIGHT -> image.height();
        case WIDTH -> image.width();
        case CHANNELS -> image.channels();
        case SAMPLES -> image.samples();
      };
    }
  }

  /**
   * The layout in the physical columns of a table.
   *
   * @throws ValidationException if they are others; it names the column, and what is expected
   */
  static ImageColumns of(RowType columns) {
    boolean nested = columns.getFieldCount() == 1 && columns.getTypeAt(0).is(LogicalTypeRoot.ROW);
    RowType row = nested ? (RowType) columns.getTypeAt(0) : columns;
    String prefix = nested ? columns.getFieldNames().get(0) + "." : "";
    return new ImageColumns(
        row.getFields().stream().map(field -> field(prefix, field)).toList(), nested);
  }

  private static Field field(String prefix, RowField column) {
    LogicalType type = column.getType();
    Field field =
        Stream.of(Field.values())
            .filter(one -> one.name().equalsIgnoreCase(column.getName()))
            .findFirst()
            .orElseThrow(() -> unknown(prefix + column.getName(), type));
    if (!type.is(field.root)) {
      throw new ValidationException(
          "column "
              + prefix
              + column.getName()
              + " of format "
              + ImageFormatFactory.IDENTIFIER
              + " must be "
              + field.type
              + "; found "
              + type.asSummaryString());
    }
    return field;
  }

  private static ValidationException unknown(String column, LogicalType type) {
    return new ValidationException(
        "format "
            + ImageFormatFactory.IDENTIFIER
            + " fills one column of "
            + ROW
            + ", or columns with some of these fields' names; found column "
            + column
            + " "
            + type.asSummaryString()
            + " (what a record holds beside its value comes in METADATA columns)");
  }

  /** The columns of an image; of none if it is null. */
  RowData row(Image image) {
    GenericRowData parts = image == null && nested ? null : new GenericRowData(fields.size());
    if (image != null) {
      for (int i = 0; i < fields.size(); i++) {
        parts.setField(i, fields.get(i).of(image));
      }
    }
    return nested ? GenericRowData.of(parts) : parts;
  }
}
