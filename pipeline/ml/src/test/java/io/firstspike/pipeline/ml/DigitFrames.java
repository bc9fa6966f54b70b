package io.firstspike.pipeline.ml;

import io.firstspike.connectors.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.types.DataType;
import org.apache.flink.ml.servable.types.DataTypes;

/** Digits as Flink ML's data frames, without Flink's runtime. */
public final class DigitFrames {

  private DigitFrames() {}

  /** The digits as a data frame of {@code image}, {@code label}, {@code number}. */
  public static DataFrame of(Dataset digits) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < digits.size(); i++) {
      rows.add(new Row(new ArrayList<>(List.of(digits.image(i), digits.label(i), i))));
    }
    List<DataType> types = new ArrayList<>();
    types.add(null); // images have no type of Flink ML's
    types.add(DataTypes.STRING);
    types.add(DataTypes.INT);
    return new DataFrame(new ArrayList<>(List.of("image", "label", "number")), types, rows);
  }
}
