/** Replays of a data set through topics. */
package io.firstspike.connectors.replay;
