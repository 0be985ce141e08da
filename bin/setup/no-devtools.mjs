// Stands in the bundle for react-devtools-core, which is for developing ink programs.
export default { initialize() {}, connectToDevTools() {} };
