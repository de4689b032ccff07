import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { startMail } from './server.ts'

const config = readConfig()
const mail = await startMail({ port: config.ports.mail, dataDir: join(config.outsideDir, 'mail') })

const stop = () => void mail.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
