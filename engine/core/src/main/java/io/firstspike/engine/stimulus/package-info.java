/** Inputs of a network: images and windows of events, alone or with labels. */
package io.firstspike.engine.stimulus;
