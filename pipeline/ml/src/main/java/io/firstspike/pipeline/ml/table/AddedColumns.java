package io.firstspike.pipeline.ml.table;

import io.firstspike.pipeline.ml.param.HasInvalid;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.table.api.Table;
import org.apache.flink.types.Row;

/**
 * The columns that a stage adds to a table's rows.
 *
 * @param input the column that it reads, for messages
 * @param count the number of columns
 * @param type the type of rows with them
 * @param handleInvalid one of {@link HasInvalid}'s values
 */
public record AddedColumns(String input, int count, RowTypeInfo type, String handleInvalid)
    implements Serializable {

  /** The columns that are added to {@code table} after those that it has. */
  public static AddedColumns to(
      Table table,
      String input,
      List<String> names,
      List<TypeInformation<?>> types,
      String handleInvalid) {
    return new AddedColumns(input, names.size(), Rows.type(table, names, types), handleInvalid);
  }

  /** A row with the values of its added columns. */
  Row join(Row row, Object[] values) {
    return Row.join(row, Row.of(values));
  }

  /** A row whose added columns are null. */
  Row joinNulls(Row row) {
    return join(row, new Object[count]);
  }
}
