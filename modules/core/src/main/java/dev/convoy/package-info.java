/** Models, layers, plans and training of convolutional networks. */
package dev.convoy;
