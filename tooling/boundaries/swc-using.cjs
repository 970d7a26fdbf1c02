const { Visitor } = require('@swc/core/Visitor.js');

// swc parses `using` and `await using`, but its JavaScript visitor, which dependency-cruiser walks the tree with, ends
// the run at the first one. They hold declarators, as `const` does.
const { visitStatement } = Visitor.prototype;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== 'UsingDeclaration') return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};
