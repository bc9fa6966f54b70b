package io.firstspike.pipeline.ml.table;

import io.firstspike.engine.model.Model;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.types.Row;

/** Computes the values of the columns that a stage adds, for batches of rows. */
public interface RowFunction extends AutoCloseable {

  /** The number of rows in a batch that suits it. */
  int batchSize();

  /**
   * Computes the added values of each row.
   *
   * @throws IllegalArgumentException if one row cannot be used; then none has a result
   */
  List<Object[]> apply(List<Row> rows);

  @Override
  void close();

  /** Makes functions where rows are processed, from a model that comes as a row. */
  interface OfModel extends Serializable {
    RowFunction make(Model model, String version);
  }

  /** Makes functions where rows are processed. */
  interface Fixed extends Serializable {
    RowFunction make();
  }
}
