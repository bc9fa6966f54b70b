package io.firstspike.engine.diagnosis;

import java.util.Optional;

/** Stimuli that cause hardly any spikes. */
final class DarkInput implements DataCheck {

  /** The share of dark stimuli above which it is a fault. */
  private static final double LIMIT = 0.1;

  @Override
  public Optional<Finding> find(DataSigns data) {
    double share = (double) data.dark() / Math.max(1, data.stimuli());
    if (share <= LIMIT) {
      return Optional.empty();
    }
    return Optional.of(data.neurons() ? silent(share) : dark(data, share));
  }

  private static Finding silent(double share) {
    return new Finding(
        "input too dark",
        "encoding",
        Finding.percent(share)
            + " of the sample's stimuli make none of the neurons fire that are read",
        share,
        LIMIT,
        "import the network again with more time steps or a higher gain (--steps, --gain),"
            + " or brighten the images");
  }

  private static Finding dark(DataSigns data, double share) {
    return new Finding(
        "input too dark",
        "encoding",
        Finding.percent(share)
            + " of the sample's stimuli make less than 1 % of the encoding's cells fire"
            + " (on average "
            + Finding.number(data.spikes())
            + " spikes of "
            + Finding.number(data.cells())
            + " cells)",
        share,
        LIMIT,
        "lower encoding.threshold, or brighten the images: contrast below it is nothing to"
            + " the network");
  }
}
