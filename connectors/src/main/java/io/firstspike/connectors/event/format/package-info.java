/**
 * The formats of event camera recordings, one decoder and one writer each: 40-bit address events,
 * AEDAT 2, 3.1 and 4, EVT 2, 2.1 and 3, DAT, and CSV.
 */
package io.firstspike.connectors.event.format;
