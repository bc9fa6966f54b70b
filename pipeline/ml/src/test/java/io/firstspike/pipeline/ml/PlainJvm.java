package io.firstspike.pipeline.ml;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.builder.PipelineModelServable;
import org.apache.flink.ml.servable.types.DataType;

/** A program without Flink's runtime that classifies digits with a saved pipeline. */
public final class PlainJvm {

  private PlainJvm() {}

  /**
   * Prints the predictions of the first test digits, a line each, and at last whether Flink's
   * runtime is there.
   *
   * @param args the folder of a saved pipeline, and the number of digits
   */
  public static void main(String[] args) throws Exception {
    Dataset digits = MnistSample.test();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      rows.add(new Row(new ArrayList<>(List.of(digits.image(i)))));
    }
    List<DataType> types = new ArrayList<>();
    types.add(null); // images have no type of Flink ML's
    DataFrame images = new DataFrame(new ArrayList<>(List.of("image")), types, rows);
    DataFrame predictions = PipelineModelServable.load(args[0]).transform(images);
    int prediction = predictions.getIndex("prediction");
    for (Row row : predictions.collect()) {
      float potential = row.getAs(prediction + 1);
      System.out.println(row.get(prediction) + " " + Float.floatToIntBits(potential));
    }
    try {
      Class.forName("org.apache.flink.runtime.minicluster.MiniCluster");
      System.out.println("with Flink's runtime");
    } catch (ClassNotFoundException e) {
      System.out.println("without Flink's runtime");
    }
  }
}
