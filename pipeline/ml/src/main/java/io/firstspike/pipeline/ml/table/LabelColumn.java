package io.firstspike.pipeline.ml.table;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.types.Row;

/**
 * A column of labels: text, or numbers, whose labels are their decimal digits. A whole number of a
 * floating type has no fraction: 7.0 is the label "7".
 *
 * @param name the column's name
 * @param index its place in a row
 */
public record LabelColumn(String name, int index) implements Serializable {

  private static final String LABELS = "labels: STRING or a number";

  /**
   * Finds a column of labels.
   *
   * @throws ValidationException if there is no such column, or it has another type
   */
  public static LabelColumn of(ResolvedSchema schema, String name) {
    DataType type = InputColumn.type(schema, name, LABELS);
    if (!type.getLogicalType().is(LogicalTypeFamily.CHARACTER_STRING)
        && !type.getLogicalType().is(LogicalTypeFamily.NUMERIC)) {
      throw InputColumn.wrong(name, LABELS, type);
    }
    return new LabelColumn(name, schema.getColumnNames().indexOf(name));
  }

  /** The label of a row as text, in any spelling; empty if it is null. */
  public Optional<String> of(Row row) {
    Object value = row.getField(index);
    if (value instanceof Number number) {
      return Optional.of(new BigDecimal(number.toString()).toPlainString());
    }
    return Optional.ofNullable((String) value);
  }

  /**
   * The label of a row as text, in any spelling.
   *
   * @throws IllegalArgumentException if it is null
   */
  String require(Row row) {
    return of(row)
        .orElseThrow(() -> new IllegalArgumentException("its label (" + name + ") is null"));
  }
}
