// Package model has the networks of this project by name. A [Description] is
// plain data, read from JSON, that says how a network is put together;
// Description.Build declares it as a graph of package nn, and [New] makes its
// parameters. [Names] lists the known descriptions, [Named] gives them.
//
// There are three kinds:
//
//   - panel: pictures of single leads go through a shared encoder, are fused
//     to one vector a page, and become the signals of all leads. Input
//     (B*panels, 3, height, width), the panels of a page one after another;
//     output (B, leads, 1, samples). With attention a second output,
//     (B, 1, 1, panels), has the weights of the panels, which sum to one. The
//     description "panel" is the network of Sachika18/ECG-Image2Wave, with the
//     same names and shapes of its 165 tensors.
//   - unet: a U-Net with a ResNet as its encoder. Input (B, 3, height, width),
//     output (B, outputs, height, width), logits. Names and shapes are those of
//     Unet in segmentation_models_pytorch 0.3.
//   - encoder: a ResNet without its last layer. Input as for unet; output
//     (B, 8*width, 1, 1), the mean of the last features. Names as in
//     torchvision, whose fc.weight and fc.bias are unexpected here.
//
// Pictures are (x/255 - 0.5) / 0.5 for panel; the other kinds take what they
// were trained with. The unit of signals is that of the training.
//
// [Load] and [Save] move numbers between parameters and sets of weights, in
// the shapes of PyTorch: Load reports every tensor that it did not take. With
// one checkpoint made of a formula the panel network gives what ONNX Runtime
// gives, to 4e-6 of the standard deviation of the output (testdata/panel.py), and
// small networks of all kinds what PyTorch gives, to 1e-4 (testdata/kinds.py).
// Network.Export writes a network as ONNX; such a model is a checkpoint too.
//
// Networks are declared layer by layer on an interface, so that what runs, what
// is measured before anything is made (Description.Size), what is exported and
// what is listened to are one and the same. Descriptions that would not fit
// memory are refused. Network.Stages and Network.Alone cut a network into
// encoder, fusion and decoder.
package model
