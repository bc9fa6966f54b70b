package io.firstspike.pipeline.ml.feature;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.ml.table.InputColumn;
import io.firstspike.pipeline.ml.table.RowFunction;
import java.util.List;
import org.apache.flink.types.Row;

/** Encodes the images of rows. */
final class EncodeRows implements RowFunction {

  private final Encoder encoder;
  private final InputColumn.Images images;

  private EncodeRows(Encoder encoder, InputColumn.Images images) {
    this.encoder = encoder;
    this.images = images;
  }

  static EncodeRows of(String specYaml, InputColumn input) {
    NetworkSpec spec = NetworkSpec.parse("of the stage", specYaml, NetworkLimit.NONE);
    return new EncodeRows(new Encoder(spec.input(), spec.encoding()), input.images(spec.input()));
  }

  @Override
  public int batchSize() {
    return 1;
  }

  @Override
  public List<Object[]> apply(List<Row> rows) {
    return rows.stream().map(row -> new Object[] {encoder.encode(images.of(row))}).toList();
  }

  @Override
  public void close() {
    // Holds nothing but memory.
  }
}
