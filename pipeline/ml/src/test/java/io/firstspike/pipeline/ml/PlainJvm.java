package io.firstspike.pipeline.ml;

import io.firstspike.connectors.dataset.MnistSample;
import org.apache.flink.ml.servable.api.DataFrame;
import org.apache.flink.ml.servable.api.Row;
import org.apache.flink.ml.servable.builder.PipelineModelServable;

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
    DataFrame images = DigitFrames.of(MnistSample.test().slice(0, Integer.parseInt(args[1])));
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
