/**
 * Data sets: labelled images (IDX files, folders of pictures, the digits that come with the
 * program), and labelled recordings of event cameras.
 */
package io.firstspike.connectors.dataset;
