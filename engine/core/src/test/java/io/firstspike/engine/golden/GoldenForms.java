package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.exchange.TensorText;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.view.DeepFeature;
import io.firstspike.engine.view.ReceptiveField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks of texts, receptive fields and reconstructed features. */
final class GoldenForms {

  static final Map<String, GoldenTest.Check> CHECKS =
      Map.of(
          "tensor_to_text", GoldenForms::text,
          "get_deep_receptive_field", GoldenForms::receptiveField,
          "get_deep_feature", GoldenForms::deepFeature);

  private GoldenForms() {}

  private static void text(GoldenCase golden) throws IOException {
    NumericArray tensor = golden.input("tensor");
    String text = TensorText.write(tensor);
    assertThat(text).isEqualTo(golden.outputText("text"));
    NumericArray readBack = golden.output("read_back");
    if (readBack.isFloat()) {
      float[] read = TensorText.readFloats("text", text).floats();
      for (int i = 0; i < read.length; i++) {
        assertThat(Float.floatToRawIntBits(read[i]))
            .isEqualTo(Float.floatToRawIntBits(readBack.floats()[i]));
      }
    } else {
      assertThat(TensorText.readIntegers("text", text).integers()).isEqualTo(readBack.integers());
    }
    assertThat(TensorText.readFloats("text", text).dimensions()).isEqualTo(readBack.dimensions());
  }

  private static void receptiveField(GoldenCase golden) throws IOException {
    List<Window> windows = new ArrayList<>();
    for (JsonNode layer : golden.parameter("layers_height_width_rstride_cstride")) {
      windows.add(
          new Window(
              layer.get(0).asInt(),
              layer.get(1).asInt(),
              layer.get(2).asInt(),
              layer.get(3).asInt(),
              0,
              0));
    }
    long[] size = golden.output("size").integers();
    assertThat(ReceptiveField.through(windows))
        .isEqualTo(new ReceptiveField((int) size[0], (int) size[1]));
  }

  private static void deepFeature(GoldenCase golden) throws IOException {
    NumericArray before = golden.input("pre_feature");
    JsonNode stride = golden.parameter("feature_stride");
    DeepFeature feature =
        new DeepFeature(
            GoldenCase.shape(before),
            before.floats(),
            stride.get(0).asInt(),
            stride.get(1).asInt());
    JsonNode size = golden.parameter("window_size");
    JsonNode step = golden.parameter("stride");
    Window window =
        new Window(
            size.get(0).asInt(),
            size.get(1).asInt(),
            step.get(0).asInt(),
            step.get(1).asInt(),
            0,
            0);
    DeepFeature next =
        golden.hasInput("weights")
            ? feature.convolved(window, GoldenCase.byFirstDimension(golden.input("weights")))
            : feature.pooled(window);
    assertThat(next.shape()).isEqualTo(GoldenCase.shape(golden.output("feature")));
    golden.check(next.values(), "feature");
    long[] strides = golden.output("new_cumulative_stride").integers();
    assertThat(next.rowStride()).isEqualTo((int) strides[0]);
    assertThat(next.columnStride()).isEqualTo((int) strides[1]);
  }
}
