package io.firstspike.engine.onnx;

import io.firstspike.engine.text.NearestName;
import java.util.List;
import java.util.Map;

/** What to do about operators that cannot be converted. */
final class Remedies {

  private static final String RECTIFY =
      "neurons that integrate and fire give what a ReLU gives, and nothing else: train with ReLU"
          + " instead";
  private static final String AVERAGE =
      "a maximum over rates is no rate of neurons: train with average pooling instead"
          + " (AveragePool)";
  private static final String SHAPE =
      "it computes dimensions while the network runs: export with fixed ones, and flatten with"
          + " nn.Flatten or torch.flatten(x, 1) rather than view";
  private static final String BATCH =
      "it normalises by what each picture gives: train with batch normalisation instead";
  private static final String RECURRENT = "recurrent layers cannot be converted: take none";
  private static final String WHOLE =
      "maps can be neither cut nor enlarged: take convolutions and average pools";
  private static final String HIGHEST =
      "it decides, as the converted network does by itself: export the network without it";
  private static final String FLOATS = "export the network before it is quantised";

  private static final Map<String, String> BY_TYPE =
      Map.ofEntries(
          Map.entry("MaxPool", AVERAGE),
          Map.entry("GlobalMaxPool", AVERAGE),
          Map.entry("LpPool", AVERAGE),
          Map.entry("GlobalLpPool", AVERAGE),
          Map.entry("LeakyRelu", RECTIFY),
          Map.entry("PRelu", RECTIFY),
          Map.entry("Elu", RECTIFY),
          Map.entry("Selu", RECTIFY),
          Map.entry("Celu", RECTIFY),
          Map.entry("Gelu", RECTIFY),
          Map.entry("Erf", RECTIFY),
          Map.entry("Clip", RECTIFY),
          Map.entry("Tanh", RECTIFY),
          Map.entry("Sigmoid", RECTIFY),
          Map.entry("HardSigmoid", RECTIFY),
          Map.entry("HardSwish", RECTIFY),
          Map.entry("Swish", RECTIFY),
          Map.entry("Mish", RECTIFY),
          Map.entry("Softplus", RECTIFY),
          Map.entry("Softsign", RECTIFY),
          Map.entry("ThresholdedRelu", RECTIFY),
          Map.entry("Shape", SHAPE),
          Map.entry("Gather", SHAPE),
          Map.entry("LayerNormalization", BATCH),
          Map.entry("InstanceNormalization", BATCH),
          Map.entry("GroupNormalization", BATCH),
          Map.entry("LRN", BATCH),
          Map.entry("LSTM", RECURRENT),
          Map.entry("GRU", RECURRENT),
          Map.entry("RNN", RECURRENT),
          Map.entry("QuantizeLinear", FLOATS),
          Map.entry("DequantizeLinear", FLOATS),
          Map.entry("QLinearConv", FLOATS),
          Map.entry("QLinearMatMul", FLOATS),
          Map.entry("ConvInteger", FLOATS),
          Map.entry("MatMulInteger", FLOATS),
          Map.entry("Max", RECTIFY),
          Map.entry("Slice", WHOLE),
          Map.entry("Split", WHOLE),
          Map.entry("DepthToSpace", WHOLE),
          Map.entry("SpaceToDepth", WHOLE),
          Map.entry("ConvTranspose", WHOLE),
          Map.entry("Resize", WHOLE),
          Map.entry("Upsample", WHOLE),
          Map.entry("Pow", RECTIFY),
          Map.entry("Sqrt", RECTIFY),
          Map.entry("Exp", RECTIFY),
          Map.entry("Log", RECTIFY),
          Map.entry("Where", RECTIFY),
          Map.entry("ArgMax", HIGHEST),
          Map.entry("TopK", HIGHEST),
          Map.entry("Cast", "it changes the type of numbers: export the network as 32-bit floats"),
          Map.entry("Concat", "branches can be added (Add), not put beside each other"));

  private Remedies() {}

  /** What to do about an operator that is none of those that can be converted. */
  static String of(String type, List<String> possible) {
    String remedy = BY_TYPE.get(type);
    return remedy != null
        ? remedy
        : "nodes of this type cannot be converted; those that can are "
            + String.join(", ", possible)
            + NearestName.hint(type, possible);
  }
}
