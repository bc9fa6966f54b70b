package io.firstspike.engine.cuda;

import io.firstspike.engine.backend.BackendException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of the backend, as a user writes them after its name: {@code cuda:memory=8g,device=1}.
 *
 * @param device the number of the device, from 0, as the driver counts them
 * @param memory the most bytes of the device's memory that this process uses
 */
record CudaSettings(int device, long memory) {

  /** The first device, and as much of its memory as there is. */
  static final CudaSettings DEFAULT = new CudaSettings(0, Long.MAX_VALUE);

  private static final Pattern DEVICE = Pattern.compile("device=(\\d{1,4})");
  private static final Pattern MEMORY = Pattern.compile("memory=(\\d{1,9})([mg])");
  private static final int MEGABYTE_SHIFT = 20;
  private static final int GIGABYTE_SHIFT = 30;

  /**
   * Reads settings.
   *
   * @throws BackendException if one of them is not known
   */
  static CudaSettings parse(String text) {
    CudaSettings settings = DEFAULT;
    for (String part : text.split(",", -1)) {
      settings = settings.with(part.strip().toLowerCase(Locale.ROOT));
    }
    return settings;
  }

  private CudaSettings with(String part) {
    Matcher number = DEVICE.matcher(part);
    if (number.matches()) {
      return new CudaSettings(Integer.parseInt(number.group(1)), memory);
    }
    Matcher amount = MEMORY.matcher(part);
    if (amount.matches()) {
      int shift = amount.group(2).equals("g") ? GIGABYTE_SHIFT : MEGABYTE_SHIFT;
      return new CudaSettings(device, Long.parseLong(amount.group(1)) << shift);
    }
    throw new BackendException(
        "backend cuda does not know the setting \""
            + part
            + "\": write device=NUMBER, memory=NUMBERm or memory=NUMBERg, with commas between"
            + " them");
  }
}
