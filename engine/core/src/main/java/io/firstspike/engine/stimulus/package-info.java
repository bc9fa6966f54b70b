/** Inputs of a network: images, alone or with labels. */
package io.firstspike.engine.stimulus;
